namespace Multiprocessing.Serialization;

/// <summary>The owners of the nodes of all trees that arrived together. As long as there is only one tree, no owners are noted.</summary>
internal sealed class TreeOwners(Validation soundness)
{
    private readonly HashSet<object> _owning = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<object, object> _owners = new(ReferenceEqualityComparer.Instance);
    private readonly List<object> _claimed = [];
    private (TreeInvariant Tree, object Owner)? _only;

    /// <summary>The number of nodes that have an owner.</summary>
    internal int Claims => _claimed.Count;

    /// <summary>Whether an owner's tree has not been passed yet.</summary>
    internal bool Begins(object owner) => _owning.Add(owner);

    /// <summary>Whether this is the first tree, whose nodes need not be claimed for now.</summary>
    internal bool IsOnly(TreeInvariant tree, object owner)
    {
        if (_owning.Count > 1) return false;
        _only = (tree, owner);
        return true;
    }

    /// <summary>Claims the nodes of the first tree, once there is a second one.</summary>
    internal Verdict ClaimFirst()
    {
        if (_only is not var (tree, owner)) return Verdict.Holds;
        _only = null;
        return tree.Claim(owner, soundness);
    }

    /// <summary>Gives a node to its owner; false if it has one.</summary>
    internal bool Claim(object node, object owner)
    {
        soundness.Visits++;
        if (!_owners.TryAdd(node, owner)) return false;
        _claimed.Add(node);
        return true;
    }

    internal object? Owner(object node)
    {
        soundness.Visits++;
        return _owners.GetValueOrDefault(node);
    }

    /// <summary>Takes back all claims of an owner since then: they will be made again.</summary>
    internal void Release(int since, object owner)
    {
        _owning.Remove(owner);
        if (_only?.Owner == owner) _only = null;
        for (; _claimed.Count > since; _claimed.RemoveAt(_claimed.Count - 1)) _owners.Remove(_claimed[^1]);
    }

    /// <summary>Gives all nodes that were claimed since then to another owner.</summary>
    internal void HandOver(int since, object owner)
    {
        for (; since < _claimed.Count; since++) _owners[_claimed[since]] = owner;
    }
}

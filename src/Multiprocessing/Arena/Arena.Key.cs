using Multiprocessing.Platform;

namespace Multiprocessing.Memory;

/// <content>Reads the key that the processes of a tree have in common.</content>
internal sealed unsafe partial class Arena
{
    /// <summary>Reads the identity of this tree, without mapping the arena.</summary>
    internal static Guid ReadTree()
    {
        Span<byte> tree = stackalloc byte[sizeof(Guid)];
        return TreeMemory.TryRead(HandleForChildren, ArenaLayout.TreeAt, tree) ? new Guid(tree)
            : throw new InvalidOperationException("The shared memory that this process should have from its parent is not there.");
    }

    /// <summary>Reads the tree's key, without mapping the arena.</summary>
    internal static byte[] ReadKey()
    {
        var key = new byte[ArenaLayout.KeyLength];
        return TreeMemory.TryRead(HandleForChildren, ArenaLayout.KeyAt, key) ? key
            : throw new InvalidOperationException("The shared memory that this process should have from its parent is not there.");
    }
}

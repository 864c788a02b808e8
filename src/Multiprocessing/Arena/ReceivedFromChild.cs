using Multiprocessing.Common;

namespace Multiprocessing.Memory;

/// <summary>
/// What a child that has ended has left to this process. What nobody has taken, since a message did not arrive as a whole or nobody has
/// read it, is let go of when nobody can read it any more: when this object goes, which belongs to those who have the messages.
/// </summary>
internal sealed class ReceivedFromChild
{
    private readonly int _child;

    private ReceivedFromChild(int child) => _child = child;

    ~ReceivedFromChild() => Arena.Opened?.ReleaseFromChild(_child);

    /// <summary>What a child has left; null if there can be nothing.</summary>
    internal static ReceivedFromChild? Of(string path) =>
        Arena.Opened?.HasFromChild == true ? new ReceivedFromChild(ProcessIdentity.LastNumber(path)) : null;
}

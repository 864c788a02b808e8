using Multiprocessing.Common;

namespace Multiprocessing.Memory;

/// <summary>
/// What a child that has ended has left to this process. Anything never taken, since its message did not arrive whole or was not read, is
/// let go of by the finalizer: the objects that can still read the messages refer to this one.
/// </summary>
internal sealed class ReceivedFromChild
{
    private readonly int _child;

    private ReceivedFromChild(int child) => _child = child;

    ~ReceivedFromChild() => Arena.Opened?.ReleaseFromChild(_child);

    /// <summary>Returns what a child has left; null if there can be nothing.</summary>
    internal static ReceivedFromChild? Of(string path) =>
        Arena.Opened?.HasFromChild == true ? new ReceivedFromChild(ProcessIdentity.LastNumber(path)) : null;
}

using Multiprocessing.Common;

namespace Multiprocessing.Memory;

/// <summary>
/// What a child that has ended has left to this process. What nobody has taken, since a message did not arrive as a whole or nobody has read it, is let go of when nobody can read it any more:
/// when this object goes, which belongs to those who have the messages.
/// </summary>
internal sealed class Inheritance
{
    private readonly int _child;

    private Inheritance(int child) => _child = child;

    ~Inheritance() => Arena.Opened?.ReleaseInherited(_child);

    /// <summary>What a child has left; null if there can be nothing.</summary>
    internal static Inheritance? Of(string path) => Arena.Opened?.HasInherited == true ? new Inheritance(ProcessIdentity.LastNumber(path)) : null;
}

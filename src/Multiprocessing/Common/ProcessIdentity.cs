using System.Globalization;

namespace Multiprocessing.Common;

/// <summary>
/// The name and place of this process in its tree, as its parent has told it. Set once, before the child's function begins.
/// </summary>
internal static class ProcessIdentity
{
    private static int s_lastChild;

    /// <summary>This process's name, which its parent gave it or which it has given itself.</summary>
    internal static string Name { get; set; } = "MainProcess";

    /// <summary>This process's place in the tree, as in "1:2"; empty in a main process.</summary>
    internal static string Path { get; private set; } = "";

    /// <summary>Whether a parent has started this process by way of this library.</summary>
    internal static bool IsChild { get; private set; }

    /// <summary>Whether this process is terminated when its parent exits, and may have no children.</summary>
    internal static bool IsDaemon { get; private set; }

    /// <summary>The parent's name; empty in a main process.</summary>
    internal static string ParentName { get; private set; } = "";

    /// <summary>The system's id of the parent; 0 in a main process.</summary>
    internal static int ParentId { get; private set; }

    /// <summary>Which child of its parent this process is, by the parent's count; 0 in a main process.</summary>
    internal static int NumberAmongSiblings => LastNumber(Path);

    internal static void BecomeChild(string name, string path, bool isDaemon, string parentName, int parentId) =>
        (Name, Path, IsChild, IsDaemon, ParentName, ParentId) = (name, path, true, isDaemon, parentName, parentId);

    /// <summary>Returns the place in the tree of the next child.</summary>
    internal static string NextChild()
    {
        var number = Interlocked.Increment(ref s_lastChild);
        return Path.Length == 0 ? $"{number}" : $"{Path}:{number}";
    }

    /// <summary>Returns the last number of a place that <see cref="NextChild"/> has given.</summary>
    internal static int LastNumber(string path) =>
        path.Length == 0 ? 0 : int.Parse(path.AsSpan(path.LastIndexOf(':') + 1), CultureInfo.InvariantCulture);
}

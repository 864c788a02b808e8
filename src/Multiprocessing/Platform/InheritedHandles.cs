namespace Multiprocessing.Platform;

/// <summary>
/// The handles that a child has from its parent beside its standard streams: the control channel, the lifeline, the tree's memory.
/// </summary>
internal static partial class InheritedHandles
{
    /// <summary>Whether this process has inherited them.</summary>
    internal static bool AreHere { get; private set; }

    /// <summary>The memory of the tree; valid in a child.</summary>
    internal static partial OsHandle TreeMemory { get; }

    /// <summary>The name of the control channel in messages to a user who has written to it.</summary>
    internal static partial string ControlName { get; }

    /// <summary>Takes the handles over, once, at the start of a child, so that its own children do not inherit them by accident.</summary>
    internal static void TakeOver()
    {
        Protect();
        AreHere = true;
    }

    private static partial void Protect();
}

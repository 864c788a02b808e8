namespace Multiprocessing.Platform;

/// <summary>What a child has from its parent beside its standard streams: the control channel, the lifeline, the tree's memory.</summary>
internal static partial class InheritedHandles
{
    /// <summary>Whether this process has them.</summary>
    internal static bool AreHere { get; private set; }

    /// <summary>The memory of the tree, in a child.</summary>
    internal static partial OsHandle TreeMemory { get; }

    /// <summary>What a user who has written to the control channel knows it by.</summary>
    internal static partial string ControlName { get; }

    /// <summary>Takes them over, once, at the start of a child: its own children do not inherit them by accident.</summary>
    internal static void TakeOver()
    {
        Protect();
        AreHere = true;
    }

    private static partial void Protect();
}

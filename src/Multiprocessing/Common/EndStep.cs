namespace Multiprocessing.Common;

/// <summary>What ends with the program, in this order.</summary>
internal enum EndStep
{
    /// <summary>The children, which may still want what comes next.</summary>
    Children,

    /// <summary>The named segments that this process owns.</summary>
    Segments,

    /// <summary>What dead processes have left in folders that this program has used.</summary>
    Leftovers,
}

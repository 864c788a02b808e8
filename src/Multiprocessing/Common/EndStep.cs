namespace Multiprocessing.Common;

/// <summary>The parts that end with the program, in the order in which they end.</summary>
internal enum EndStep
{
    /// <summary>The children, which may still need the parts that end later.</summary>
    Children,

    /// <summary>The named segments that this process owns.</summary>
    Segments,

    /// <summary>Files that dead processes have left in folders that this program has used.</summary>
    Leftovers,
}

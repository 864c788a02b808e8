namespace Multiprocessing.Pools.Functions;

/// <summary>The exception of one item of a chunk, in a worker.</summary>
internal sealed class ItemFailure(int place, Exception failure) : Exception(null, failure)
{
    /// <summary>The item's place in the chunk, from 1.</summary>
    internal int Place => place;
}

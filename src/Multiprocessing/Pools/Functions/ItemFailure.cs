namespace Multiprocessing.Pools.Functions;

/// <summary>In a worker: which item of a chunk has thrown what.</summary>
internal sealed class ItemFailure(int place, Exception failure) : Exception(null, failure)
{
    /// <summary>Its place in the chunk, from 1.</summary>
    internal int Place => place;
}

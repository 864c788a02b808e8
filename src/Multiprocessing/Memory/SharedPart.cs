namespace Multiprocessing.Memory;

/// <summary>What an object shows of its block, and the lock that goes with it.</summary>
/// <param name="Start">Where it begins in the block's contents, in bytes.</param>
/// <param name="Length">How many elements it has.</param>
/// <param name="Lock">The lock that travels along, if any.</param>
internal readonly record struct SharedPart(long Start, long Length, SharedLock? Lock)
{
    internal static InvalidDataException Damaged() => new("A message names a part of a shared object that it does not have.");
}

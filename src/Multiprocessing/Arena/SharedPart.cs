namespace Multiprocessing.Memory;

/// <summary>The part of its block that an object shows.</summary>
/// <param name="Start">The offset of the part in the block's contents, in bytes.</param>
/// <param name="Length">How many elements it has.</param>
internal readonly record struct SharedPart(long Start, long Length)
{
    internal static InvalidDataException Damaged() => new("A message names a part of a shared object that it does not have.");
}

namespace Multiprocessing.Collections;

/// <summary>A part of a key.</summary>
/// <param name="Offset">Where it lies in the key's memory, in bytes.</param>
/// <param name="Size">How many bytes it has; 0 for a string.</param>
internal readonly record struct KeyStep(int Offset, int Size)
{
    internal bool IsText => Size == 0;
}

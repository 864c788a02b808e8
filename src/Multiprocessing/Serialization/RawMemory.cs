using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Serialization;

/// <summary>The bytes of boxed values and of arrays whose elements hold no references.</summary>
internal static class RawMemory
{
    /// <summary>A new string of UTF-16 units as they lay in memory.</summary>
    internal static unsafe string Text(ReadOnlySpan<byte> units)
    {
        fixed (byte* start = units) return new string((char*)start, 0, units.Length / sizeof(char));
    }

    /// <summary>The UTF-16 units of a string.</summary>
    internal static ReadOnlySpan<byte> OfText(string text) => MemoryMarshal.AsBytes(text.AsSpan());

    internal static Span<byte> OfBoxed(object boxed, int size) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<StrongBox<byte>>(boxed).Value, size);

    internal static Span<byte> OfArray(Array array, long offset, int length) =>
        MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), (nint)offset), length);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Serialization;

/// <summary>The bytes of boxed values and of arrays whose elements hold no references.</summary>
internal static class RawMemory
{
    /// <summary>The UTF-16 units of a string; written to only before anyone else has seen it.</summary>
    internal static unsafe Span<byte> OfText(string text) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<char, byte>(ref Unsafe.AsRef(in text.GetPinnableReference())), text.Length * sizeof(char));

    internal static Span<byte> OfBoxed(object boxed, int size) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<StrongBox<byte>>(boxed).Value, size);

    internal static Span<byte> OfArray(Array array, long offset, int length) =>
        MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), (nint)offset), length);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Serialization;

/// <summary>The bytes of boxed values and of arrays whose elements hold no references.</summary>
internal static class RawMemory
{
    internal static Span<byte> OfBoxed(object boxed, int size) =>
        MemoryMarshal.CreateSpan(ref Unsafe.As<StrongBox<byte>>(boxed).Value, size);

    internal static Span<byte> OfArray(Array array, long offset, int length) =>
        MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref MemoryMarshal.GetArrayDataReference(array), (nint)offset), length);
}

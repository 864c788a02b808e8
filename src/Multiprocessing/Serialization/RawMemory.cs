using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Serialization;

/// <summary>The memory of objects, strings and arrays.</summary>
internal static class RawMemory
{
    /// <summary>Where an object's fields begin: those of a class, or the value in a box.</summary>
    internal static ref byte Of(object value) => ref Unsafe.As<StrongBox<byte>>(value).Value;

    /// <summary>Where an array's elements begin, whatever its rank.</summary>
    internal static ref byte OfArray(Array array) => ref MemoryMarshal.GetArrayDataReference(array);

    internal static ref T Field<T>(object value, int offset) => ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref Of(value), offset));

    /// <summary>A new string of UTF-16 units as they lay in memory.</summary>
    internal static unsafe string Text(ReadOnlySpan<byte> units)
    {
        fixed (byte* start = units) return new string((char*)start, 0, units.Length / sizeof(char));
    }
}

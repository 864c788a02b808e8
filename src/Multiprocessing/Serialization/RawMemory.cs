using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Serialization;

/// <summary>The memory of objects, strings and arrays.</summary>
internal static class RawMemory
{
    /// <summary>Returns the place where an object's fields begin: those of a class, or the value in a box.</summary>
    internal static ref byte Of(object value) => ref Unsafe.As<StrongBox<byte>>(value).Value;

    /// <summary>
    /// Returns the handle of an object's type, which the runtime keeps in front of the fields: as GetType, but without a call.
    /// </summary>
    internal static nint TypeHandle(object value) => Unsafe.Subtract(ref Unsafe.As<byte, nint>(ref Of(value)), 1);

    /// <summary>Returns the place where an array's elements begin, whatever its rank.</summary>
    internal static ref byte OfArray(Array array) => ref MemoryMarshal.GetArrayDataReference(array);

    internal static ref T Field<T>(object value, int offset) => ref Unsafe.As<byte, T>(ref Unsafe.AddByteOffset(ref Of(value), offset));

    /// <summary>Returns the place where a string's UTF-16 units begin.</summary>
    internal static ref byte Units(string text) => ref Unsafe.As<char, byte>(ref MemoryMarshal.GetReference(text.AsSpan()));

    /// <summary>Makes a string of UTF-16 units at any address.</summary>
    internal static string Text(ref byte units, int length) =>
        new(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<byte, char>(ref units), length));

    /// <summary>
    /// Copies memory that is mostly a few bytes: two moves that may overlap, where a routine for any size would be called.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(ref byte destination, ref byte source, int size)
    {
        if (size is >= 8 and <= 16)
        {
            var tail = Unsafe.ReadUnaligned<long>(ref Unsafe.Add(ref source, size - 8));
            Unsafe.WriteUnaligned(ref destination, Unsafe.ReadUnaligned<long>(ref source));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, size - 8), tail);
        }
        else if (size is > 16 and <= 32)
        {
            var tail = Unsafe.ReadUnaligned<Int128>(ref Unsafe.Add(ref source, size - 16));
            Unsafe.WriteUnaligned(ref destination, Unsafe.ReadUnaligned<Int128>(ref source));
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, size - 16), tail);
        }
        else Unsafe.CopyBlockUnaligned(ref destination, ref source, (uint)size);
    }
}

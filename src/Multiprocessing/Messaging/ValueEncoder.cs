using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Messaging;

/// <summary>
/// Writes values of one type for a message: those without references, and arrays of such, are their memory; all others go through the
/// codec. <see cref="ValueDecoder{T}"/> reads what is written here.
/// </summary>
internal static class ValueEncoder<T>
{
    /// <summary>Whether the elements of an array are all that is written of it.</summary>
    internal static bool WritesElements => WireKind<T>.Kind == MessageKind.RawArray;

    /// <summary>Finds the memory of a value that is written as it lies there.</summary>
    /// <param name="value">The value, which must stay where it is as long as the bytes are used.</param>
    /// <param name="kind">What the bytes are.</param>
    /// <param name="bytes">The bytes of the value, or of an array's elements.</param>
    /// <returns>False for a value that has to be written by <see cref="MessageWriter.Write"/>: its kind is
    /// <see cref="MessageKind.Graph"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool TryGetMemory(ref T value, out MessageKind kind, out ReadOnlySpan<byte> bytes)
    {
        if (typeof(T).IsValueType)
        {
            kind = WireKind<T>.Kind;
            bytes = MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<T, byte>(ref value), Unsafe.SizeOf<T>());
            return kind == MessageKind.Raw;
        }

        // First what costs less than to ask about a type that many types share the code of.
        if (value is Array array && WritesElements)
        {
            kind = MessageKind.RawArray;
            bytes = ValueMessage.BytesOf(array);
            return true;
        }

        kind = MessageKind.Graph;
        bytes = default;
        return false;
    }

    /// <summary>Writes a value so that it may change afterwards, for one who sends later.</summary>
    /// <param name="writer">Has what is written.</param>
    /// <param name="value">The value.</param>
    /// <param name="what">What it is called in a refusal.</param>
    /// <returns>What has been written.</returns>
    /// <exception cref="ProcessBoundaryException">It cannot cross.</exception>
    internal static MessageKind Write(MessageWriter writer, ref T value, string what)
    {
        if (TryGetMemory(ref value, out var kind, out var bytes)) writer.WriteBytes(bytes);
        else writer.Write(value, what);
        return kind;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Messaging;

/// <summary>
/// Writes values of one type for a message: values without references, and arrays of those, are sent as their memory; all others go through
/// the codec. <see cref="ValueDecoder{T}"/> reads what is written here.
/// </summary>
internal static class ValueEncoder<T>
{
    /// <summary>Whether only the elements of an array are written.</summary>
    internal static bool WritesElements => WireKind<T>.Kind == MessageKind.RawArray;

    /// <summary>Finds the memory of a value that is sent as its memory.</summary>
    /// <param name="value">The value, which must stay where it is as long as the bytes are used.</param>
    /// <param name="kind">The kind of the bytes.</param>
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

        // The cheaper question first: asking about a type whose code many types share costs more.
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

    /// <summary>Copies a value into the writer, for a caller that sends later.</summary>
    /// <param name="writer">The writer that gets the bytes.</param>
    /// <param name="value">The value.</param>
    /// <param name="what">The name of the value in error messages.</param>
    /// <returns>The kind of what has been written.</returns>
    /// <exception cref="ProcessBoundaryException">The value cannot cross a process border.</exception>
    internal static MessageKind Write(MessageWriter writer, ref T value, string what)
    {
        if (TryGetMemory(ref value, out var kind, out var bytes)) writer.WriteBytes(bytes);
        else writer.Write(value, what);
        return kind;
    }
}

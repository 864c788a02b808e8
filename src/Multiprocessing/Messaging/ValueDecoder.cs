using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>Reads values of one type that <see cref="ValueEncoder{T}"/> has written.</summary>
internal static class ValueDecoder<T>
{
    /// <summary>Whether values are read as they lie in memory.</summary>
    internal static bool ReadsMemory => WireKind<T>.Kind == MessageKind.Raw;

    /// <summary>Whether arrays are read by their elements, which may be received straight into their final place.</summary>
    internal static bool ReadsElements => WireKind<T>.Kind == MessageKind.RawArray;

    /// <summary>Reads a whole value.</summary>
    /// <param name="kind">The kind, according to the sender.</param>
    /// <param name="body">The bytes of the value.</param>
    /// <exception cref="InvalidDataException">The bytes are not of the given kind.</exception>
    internal static T Read(MessageKind kind, ReadOnlyMemory<byte> body) => kind switch
    {
        MessageKind.Raw => ReadMemory(body.Span),
        MessageKind.RawArray => ReadElementsOf(body.Span),
        _ => BuildSerializer.Read<T>(body),
    };

    /// <summary>Reads a value as it lies in memory.</summary>
    /// <exception cref="InvalidDataException">Values of this type have references, whatever the message says; or the body is too
    /// short.</exception>
    internal static T ReadMemory(ReadOnlySpan<byte> body) =>
        ReadsMemory && body.Length >= Unsafe.SizeOf<T>() ? Unsafe.ReadUnaligned<T>(in MemoryMarshal.GetReference(body))
            : throw ValueMessage.Damaged();

    /// <summary>Reads the elements of an array.</summary>
    /// <exception cref="InvalidDataException">Arrays of this type are not read by their elements, whatever the message says.</exception>
    internal static T ReadElementsOf(ReadOnlySpan<byte> body)
    {
        var array = MakeArray(body.Length);
        body.CopyTo(ValueMessage.BytesOf(array));
        return (T)(object)array;
    }

    /// <summary>Makes the array for elements of the given length in bytes; the caller fills it.</summary>
    /// <exception cref="InvalidDataException">Arrays of this type are not read by their elements, whatever the message says.</exception>
    internal static Array MakeArray(long length)
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotRead();
        if (!ReadsElements) throw ValueMessage.Damaged();
        var plan = TypePlan.Of(typeof(T));
        return ObjectReader.AllocateUncleared(plan, checked((int)(length / plan.Element!.Size)));
    }
}

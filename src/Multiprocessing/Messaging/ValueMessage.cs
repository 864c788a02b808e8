using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>Values in messages: the name of the type as which the value was sent, then the value.</summary>
internal static class ValueMessage
{
    /// <summary>Returns the memory of the elements of an array without references.</summary>
    internal static Span<byte> BytesOf(Array array)
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        return MemoryMarshal.CreateSpan(ref MemoryMarshal.GetArrayDataReference(array),
            checked((int)((long)array.Length * TypePlan.Of(array.GetType()).Element!.Size)));
    }

    /// <summary>Reads a value that was sent as the same type or as another one.</summary>
    internal static T Read<T>(MessageKind kind, ReadOnlyMemory<byte> message)
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotRead();
        if (kind == MessageKind.Bytes) return Cast<T>(message.ToArray());
        var stamp = ValueStamp<T>.Bytes;
        if (kind == MessageKind.Graph && message.Span.StartsWith(stamp)) return BuildSerializer.Read<T>(message[stamp.Length..]);
        if (message.Length < sizeof(ushort)) throw Damaged();
        var length = sizeof(ushort) + BitConverter.ToUInt16(message.Span);
        if (length > message.Length) throw Damaged();
        var sent = new ObjectReader(message[sizeof(ushort)..length]).ReadType();
        return Cast<T>(ReadAs(kind, sent, message[length..]));
    }

    private static object? ReadAs(MessageKind kind, TypePlan sent, ReadOnlyMemory<byte> body)
    {
        if (kind == MessageKind.Graph) return BuildSerializer.Instance.Deserialize(body, sent.Type);
        // A type with references is never sent as its memory.
        if (kind != (sent.Kind == PlanKind.Raw ? MessageKind.Raw : sent.Kind == PlanKind.RawArray ? MessageKind.RawArray
            : MessageKind.Graph))
        {
            throw Damaged();
        }

        if (kind == MessageKind.RawArray)
        {
            var array = ObjectReader.AllocateUncleared(sent, body.Length / sent.Element!.Size);
            body.Span.CopyTo(BytesOf(array));
            return array;
        }

        if (body.Length < sent.Size) throw Damaged();
        var value = RuntimeHelpers.GetUninitializedObject(sent.Type);
        body.Span[..sent.Size].CopyTo(MemoryMarshal.CreateSpan(ref RawMemory.Of(value), sent.Size));
        return value;
    }

    internal static InvalidDataException Damaged() => new("A message between processes is not what it says.");

    private static T Cast<T>(object? value) => value switch
    {
        T wanted => wanted,
        null when default(T) is null => default!,
        null => throw new InvalidCastException($"The message is null, not a {TypeName.Full(typeof(T))}."),
        _ => throw new InvalidCastException($"The message is a {TypeName.Full(value.GetType())}, not a {TypeName.Full(typeof(T))}."),
    };
}

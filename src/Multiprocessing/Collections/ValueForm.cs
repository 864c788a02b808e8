using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Messaging;
using Multiprocessing.Serialization;

namespace Multiprocessing.Collections;

/// <summary>
/// Values of one type as bytes, and back: a string's units, or what a message would have of the value, its memory, an array's elements, or
/// what the codec writes.
/// </summary>
internal static class ValueForm<TValue>
{
    /// <summary>Whether a value's memory is its bytes.</summary>
    internal static readonly bool IsMemory = typeof(TValue).IsValueType && ValueDecoder<TValue>.ReadsMemory;

    /// <summary>The length of each value, in bytes, or <see cref="EntryForm.Varies"/>.</summary>
    internal static int Length => IsMemory ? Unsafe.SizeOf<TValue>() : EntryForm.Varies;

    /// <exception cref="ProcessBoundaryException">No values of the type can cross a process border.</exception>
    internal static void Check()
    {
        if (TypePlan.Of(typeof(TValue)) is not { Kind: PlanKind.Refused } plan) return;
        throw new ProcessBoundaryException($"Values of the type {TypeName.Full(typeof(TValue))} cannot cross a process border: " +
            $"{plan.Refusal}.");
    }

    /// <summary>A value's bytes.</summary>
    /// <param name="value">The value, which must stay where it is.</param>
    /// <param name="writer">What has written them, to be returned; null where they are the value's own.</param>
    /// <exception cref="ProcessBoundaryException">It cannot cross a process border, or not so.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static StoredValue Encode(ref TValue value, out CollectionWriter? writer)
    {
        if (!IsMemory) return EncodeOther(ref value, out writer);
        writer = null;
        return new StoredValue(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TValue, byte>(ref value), Unsafe.SizeOf<TValue>()));
    }

    /// <summary>The value that was read.</summary>
    internal static TValue Decode(in BytesSink read) => Decode(read.Buffer.AsMemory(0, Math.Max(0, read.Length)), read.Length);

    /// <summary>The value of some bytes; a length of -1 stands for null.</summary>
    internal static TValue Decode(ReadOnlyMemory<byte> bytes, int length)
    {
        if (length == StoredValue.NullLength) return default!;
        if (typeof(TValue) == typeof(string)) return (TValue)(object)new string(MemoryMarshal.Cast<byte, char>(bytes.Span));
        return IsMemory ? ValueDecoder<TValue>.ReadMemory(bytes.Span)
            : ValueDecoder<TValue>.ReadsElements ? ValueDecoder<TValue>.ReadElementsOf(bytes.Span)
            : BuildSerializer.Read<TValue>(bytes);
    }

    private static StoredValue EncodeOther(ref TValue value, out CollectionWriter? writer)
    {
        writer = null;
        if (value is null) return StoredValue.Null;
        if (typeof(TValue) == typeof(string)) return new StoredValue(MemoryMarshal.AsBytes(Unsafe.As<TValue, string>(ref value).AsSpan()));
        if (ValueEncoder<TValue>.TryGetMemory(ref value, out _, out var bytes)) return new StoredValue(bytes);
        writer = CollectionWriter.Rent();
        return new StoredValue(writer.Write(ref value));
    }
}

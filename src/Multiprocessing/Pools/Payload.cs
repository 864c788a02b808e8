using System.Runtime.InteropServices;
using Multiprocessing.Memory;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Pools.Worker;

namespace Multiprocessing.Pools;

/// <summary>The bytes of a function or an argument: in the message itself, or in shared memory where they are many.</summary>
internal readonly struct Payload
{
    /// <summary>
    /// The bytes before the elements of an array: whether there is an array, and padding, so that the elements are aligned.
    /// </summary>
    private const int ArrayPrefix = 8;

    /// <summary>The largest payload in a message, in bytes.</summary>
    private const int MostInline = 8 << 10;

    private readonly byte[]? _bytes;
    private readonly int _length;
    private readonly Hold[]? _holds;

    internal Payload(byte[] bytes) => (_bytes, _length) = (bytes, bytes.Length);

    private Payload(PayloadBlock block, int length) => (Block, _length) = (block, length);

    private Payload(in Payload payload, Hold[]? holds) =>
        (_bytes, _length, Block, _holds) = (payload._bytes, payload._length, payload.Block, holds);

    /// <summary>The block in shared memory that has the bytes; null if they are in the message.</summary>
    internal PayloadBlock? Block { get; }

    internal int Length => _length;

    internal ReadOnlySpan<byte> Inline => _bytes;

    /// <summary>Returns the same payload, with holds on the blocks that it names.</summary>
    internal Payload With(Hold[]? holds) => new(this, holds);

    /// <summary>Lets go of the payload, when no worker will read it any more.</summary>
    internal void Release(PayloadBlocks blocks)
    {
        if (Block is { } block) blocks.Return(block);
        foreach (var hold in _holds ?? []) hold.Dispose();
    }

    /// <summary>Copies an argument.</summary>
    /// <exception cref="ProcessBoundaryException">The argument cannot cross a process border.</exception>
    internal static Payload Of<T>(T value, TaskWriter writer, PayloadBlocks blocks)
    {
        if (typeof(T) == typeof(VoidResult)) return new Payload([]);
        if (ValueEncoder<T>.TryGetMemory(ref value, out var kind, out var bytes))
        {
            return kind == MessageKind.Raw ? new Payload(bytes.ToArray()) : Prefixed(bytes, blocks);
        }

        // The array is null.
        if (ValueEncoder<T>.WritesElements) return new Payload([0]);
        writer.Write(value);
        return Of(writer.End(), blocks);
    }

    /// <summary>Reads an argument that was written as its memory. Runs in the worker.</summary>
    /// <returns>False for an argument that was written by the codec.</returns>
    internal static bool TryRead<T>(ReadOnlySpan<byte> payload, out T value)
    {
        value = default!;
        if (ValueDecoder<T>.ReadsMemory) value = ValueDecoder<T>.ReadMemory(payload);
        else if (!ValueDecoder<T>.ReadsElements) return false;
        else if (payload[0] != 0) value = ValueDecoder<T>.ReadElementsOf(payload[ArrayPrefix..]);
        return true;
    }

    /// <summary>Writes an object by itself: a function or an initializer.</summary>
    /// <param name="value">The object.</param>
    /// <param name="what">The name of the object in error messages.</param>
    /// <param name="blocks">The blocks for its bytes if they are many.</param>
    /// <param name="bindings">The live objects; those that the object captures are added.</param>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross a process border.</exception>
    internal static Payload OfObject<T>(T value, string what, PayloadBlocks blocks, ref TaskBindings? bindings)
        where T : class
    {
        var writer = TaskWriter.Rent(bindings);
        try
        {
            writer.WriteObject(value, what);
            var payload = Of(writer.End(), blocks);
            bindings = writer.Return();
            return payload;
        }
        catch
        {
            writer.Abandon();
            throw;
        }
    }

    /// <summary>Adds an argument to a function that was written already.</summary>
    internal static Payload OfBoth<T>(T argument, TaskWriter writer, PayloadBlocks blocks)
    {
        writer.Write(argument);
        return Of(writer.End(), blocks);
    }

    /// <summary>Copies elements of an array without references, as a whole array.</summary>
    internal static Payload Prefixed(ReadOnlySpan<byte> elements, PayloadBlocks blocks)
    {
        var payload = Allocate(ArrayPrefix + elements.Length, blocks);
        var span = payload.Span;
        span[0] = 1;
        elements.CopyTo(span[ArrayPrefix..]);
        return payload;
    }

    internal static Payload Of(ReadOnlySpan<byte> bytes, PayloadBlocks blocks)
    {
        var payload = Allocate(bytes.Length, blocks);
        bytes.CopyTo(payload.Span);
        return payload;
    }

    /// <summary>Finds the payload of a message. Runs in the worker.</summary>
    internal static unsafe ReadOnlyMemory<byte> Locate(in TaskHeader header, ReadOnlyMemory<byte> message)
    {
        if ((header.Traits & TaskTraits.InBlock) == 0) return message;
        Place place;
        fixed (byte* start = message.Span) place = *(Place*)start;
        return new ArenaMemory(Arena.Instance.At(place.Offset), (int)place.Length).Memory;
    }

    /// <summary>Returns the place of the block, for a message.</summary>
    internal Place PlaceOfBlock() => new(Block!.Offset, _length);

    private Span<byte> Span => Block is null ? _bytes : Block.Span(_length);

    private static Payload Allocate(int length, PayloadBlocks blocks) =>
        length <= MostInline ? new Payload(GC.AllocateUninitializedArray<byte>(length)) : new Payload(blocks.Rent(length), length);

    [StructLayout(LayoutKind.Sequential)]
    internal readonly record struct Place(long Offset, long Length);
}

using System.Buffers;
using Multiprocessing.Platform;

namespace Multiprocessing.Serialization;

/// <summary>The library's own serializer, for peers of one build.</summary>
internal sealed class BuildSerializer : ValueSerializer
{
    internal static readonly BuildSerializer Instance = new();

    [ThreadStatic]
    private static ObjectWriter? t_writer;

    [ThreadStatic]
    private static ObjectReader? t_reader;

    public override void Serialize(IBufferWriter<byte> destination, object? value, Type type)
    {
        ArgumentNullException.ThrowIfNull(destination);
        CheckType(value, type);
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        var writer = new ObjectWriter();
        writer.WriteGraph(value, type, "value");
        writer.EndMessage();
        destination.Write(writer.Written.Span);
    }

    public override object? Deserialize(ReadOnlyMemory<byte> source, Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotRead();
        var reader = new ObjectReader(default);
        reader.OpenMessage(source);
        return reader.ReadGraph(type);
    }

    internal static void Write<T>(IBufferWriter<byte> destination, T value)
    {
        ArgumentNullException.ThrowIfNull(destination);
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        // Taken, not lent: a surrogate may itself serialize something while this runs.
        var writer = t_writer ?? new ObjectWriter();
        t_writer = null;
        try
        {
            writer.WriteTo(destination, ref value, "value");
        }
        finally
        {
            writer.Clear();
            t_writer = writer;
        }
    }

    internal static T Read<T>(ReadOnlyMemory<byte> source)
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotRead();
        var reader = t_reader ?? new ObjectReader(default);
        t_reader = null;
        try
        {
            reader.OpenMessage(source);
            T value = default!;
            reader.ReadGraph(ref value);
            return value;
        }
        finally
        {
            reader.Clear();
            t_reader = reader;
        }
    }

    private static void CheckType(object? value, Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (value is null ? type.IsValueType && Nullable.GetUnderlyingType(type) is null : !type.IsInstanceOfType(value))
        {
            throw new ArgumentException($"The value is {(value is null ? "null" : $"a {TypeName.Full(value.GetType())}")}, not a " +
                $"{TypeName.Full(type)}.", nameof(value));
        }
    }
}

using System.Buffers;

namespace Multiprocessing.Serialization;

/// <summary>The library's own serializer, for peers of one build.</summary>
internal sealed class BuildSerializer : ValueSerializer
{
    [ThreadStatic]
    private static ObjectWriter? t_writer;

    [ThreadStatic]
    private static ObjectReader? t_reader;

    public override void Serialize<T>(IBufferWriter<byte> destination, T value)
    {
        ArgumentNullException.ThrowIfNull(destination);
        // Taken, not lent: a surrogate may serialize something in its turn.
        var writer = t_writer ?? new ObjectWriter();
        t_writer = null;
        try
        {
            writer.WriteGraph(ref value, "value");
            destination.Write(writer.Written.Span);
        }
        finally
        {
            writer.Clear();
            t_writer = writer;
        }
    }

    public override T Deserialize<T>(ReadOnlyMemory<byte> source)
    {
        var reader = t_reader ?? new ObjectReader(default);
        t_reader = null;
        try
        {
            reader.Reset(source);
            T value = default!;
            reader.ReadGraph(ref value);
            return value;
        }
        finally
        {
            reader.Reset(default);
            t_reader = reader;
        }
    }
}

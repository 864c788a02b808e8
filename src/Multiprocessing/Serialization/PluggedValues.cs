using System.Buffers;

namespace Multiprocessing.Serialization;

/// <summary>
/// Arguments and results by a serializer that was plugged in. No other serializer can know functions and live objects, so these are always
/// written by the library's own.
/// </summary>
internal static class PluggedValues
{
    // Whatever a serializer of somebody else throws, the caller is told which value it was about.
    internal static void Write(ObjectWriter writer, ValueSerializer serializer, object? value, Type declared, string what)
    {
        var isOwn = value is Delegate or CancellationToken or CancellationTokenSource || LiveProgressFormatter.IsInterface(declared);
        writer.WriteBoolean(isOwn);
        if (isOwn)
        {
            writer.WriteGraph(value, LiveProgressFormatter.IsInterface(declared) ? declared : typeof(object), what);
            return;
        }

        var bytes = new ArrayBufferWriter<byte>();
        try
        {
            serializer.Serialize(bytes, value, declared);
        }
        catch (Exception exception)
        {
            throw new ProcessBoundaryException($"The {what} is refused by {TypeName.Full(serializer.GetType())}: {exception.Message}",
                exception);
        }

        writer.WriteCount(bytes.WrittenCount);
        writer.WriteBytes(bytes.WrittenSpan);
    }

    internal static object? Read(ObjectReader reader, ValueSerializer serializer, Type declared)
    {
        if (reader.ReadBoolean()) return reader.ReadGraph(LiveProgressFormatter.IsInterface(declared) ? declared : typeof(object));
        var length = reader.CheckCount((uint)reader.ReadCount(), 1, 1);
        return serializer.Deserialize(reader.ReadBytes(length).ToArray(), declared);
    }
}

using System.Buffers;
using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Serialization;

/// <summary>There and back within one process.</summary>
internal static class Codec
{
    internal static T Copy<T>(T value) => ValueSerializer.Default.Deserialize<T>(Bytes(value));

    internal static T Read<T>(byte[] bytes) => ValueSerializer.Default.Deserialize<T>(bytes);

    internal static byte[] Bytes<T>(T value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        ValueSerializer.Default.Serialize(bytes, value);
        return bytes.WrittenSpan.ToArray();
    }

    internal static string Refusal(object? value) => Assert.Throws<ProcessBoundaryException>(() => { Bytes(value); }).Message;
}

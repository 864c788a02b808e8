using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>The name of a type in a message, by which a receiver that asks for the same type recognizes it.</summary>
internal static class ValueStamp<T>
{
    private static byte[]? s_bytes;

    /// <summary>The length of the type's name, then the name.</summary>
    internal static byte[] Bytes => s_bytes ??= Make();

    private static byte[] Make()
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        var writer = new ObjectWriter();
        writer.WriteType(typeof(T));
        var name = writer.Written.Span;
        var stamp = new byte[sizeof(ushort) + name.Length];
        BitConverter.TryWriteBytes(stamp, checked((ushort)name.Length));
        name.CopyTo(stamp.AsSpan(sizeof(ushort)));
        return stamp;
    }
}

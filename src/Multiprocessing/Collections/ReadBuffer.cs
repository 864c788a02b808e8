namespace Multiprocessing.Collections;

/// <summary>A buffer of the thread for values that are read.</summary>
internal static class ReadBuffer
{
    private const int LargestKept = 1 << 20;

    [ThreadStatic]
    private static byte[]? t_buffer;

    /// <summary>Taken, not lent: decoding may read something in its turn.</summary>
    internal static BytesSink Rent()
    {
        var buffer = t_buffer;
        t_buffer = null;
        return new BytesSink(buffer ?? []);
    }

    internal static void Return(in BytesSink sink)
    {
        if (sink.Buffer.Length <= LargestKept) t_buffer = sink.Buffer;
    }
}

using System.Buffers.Text;
using System.Globalization;

namespace Multiprocessing.Platform;

/// <content>Files in /proc.</content>
internal static partial class ProcessFigures
{
    private const long ClockTicksPerSecond = 100;

    internal static partial long PrivateBytes(int id)
    {
        Span<byte> text = stackalloc byte[128];
        if (!TryRead(id, "statm", ref text)) return 0;
        // Fields of the file, in pages: all memory, resident, resident and shared.
        var resident = Number(text, 1);
        return (resident - Number(text, 2)) * Environment.SystemPageSize;
    }

    internal static partial TimeSpan ProcessorTime(int id)
    {
        Span<byte> text = stackalloc byte[1024];
        if (!TryRead(id, "stat", ref text)) return TimeSpan.Zero;
        var fields = AfterName(text);
        return TimeSpan.FromSeconds((Number(fields, 11) + Number(fields, 12)) / (double)ClockTicksPerSecond);
    }

    internal static partial long? StartTime(int id)
    {
        Span<byte> text = stackalloc byte[1024];
        if (!TryRead(id, "stat", ref text)) return null;
        return Number(AfterName(text), 19);
    }

    internal static partial bool Runs(int id, long start)
    {
        Span<byte> text = stackalloc byte[1024];
        if (!TryRead(id, "stat", ref text)) return false;
        var fields = AfterName(text);
        return Number(fields, 19) == start && fields[0] is not ((byte)'Z' or (byte)'X');
    }

    internal static partial bool IsStopped(int id)
    {
        Span<byte> text = stackalloc byte[1024];
        return TryRead(id, "stat", ref text) && AfterName(text)[0] is (byte)'T' or (byte)'t';
    }

    // The name, in parentheses, may hold any characters.
    private static ReadOnlySpan<byte> AfterName(ReadOnlySpan<byte> text) => text[(text.LastIndexOf((byte)')') + 2)..];

    private static bool TryRead(int id, string file, ref Span<byte> text)
    {
        try
        {
            using var stream =
                new FileStream($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/{file}", FileMode.Open, FileAccess.Read,
                FileShare.ReadWrite, bufferSize: 0);
            text = text[..stream.Read(text)];
            return text.Length > 0;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long Number(ReadOnlySpan<byte> text, int field)
    {
        for (; field > 0; field--) text = text[(text.IndexOf((byte)' ') + 1)..];
        return Utf8Parser.TryParse(text, out long number, out _) ? number : 0;
    }
}

using System.Buffers.Text;
using System.Globalization;

namespace Multiprocessing.Platform;

/// <summary>What the system says of a process of ours.</summary>
internal static class ProcessFigures
{
    private const long PageSize = 4096;
    private const long ClockTicksPerSecond = 100;

    /// <summary>How much memory a process has that it shares with nobody, in bytes; 0 if it has ended.</summary>
    internal static long PrivateBytes(int id)
    {
        Span<byte> text = stackalloc byte[128];
        if (!TryRead(id, "statm", ref text)) return 0;
        // All, resident, resident and shared; in pages.
        var resident = Number(text, 1);
        return (resident - Number(text, 2)) * PageSize;
    }

    /// <summary>How long its threads have run on processors.</summary>
    internal static TimeSpan ProcessorTime(int id)
    {
        Span<byte> text = stackalloc byte[1024];
        if (!TryRead(id, "stat", ref text)) return TimeSpan.Zero;
        // The name, in parentheses, may hold anything.
        text = text[(text.LastIndexOf((byte)')') + 2)..];
        return TimeSpan.FromSeconds((Number(text, 11) + Number(text, 12)) / (double)ClockTicksPerSecond);
    }

    private static bool TryRead(int id, string file, ref Span<byte> text)
    {
        try
        {
            using var stream = new FileStream($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/{file}", FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
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

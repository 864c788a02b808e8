using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Multiprocessing.SharedData;

/// <summary>
/// One item as Python's <c>ShareableList</c> stores it: bytes, the format by which Python's <c>struct</c> packs them, and a code that tells
/// the kind of value.
/// </summary>
internal readonly struct ListItem
{
    internal const string Integer = "q", Float = "d", Boolean = "xxxxxxx?", Nothing = "xxxxxx?x";

    /// <summary>The number of characters that a format has room for.</summary>
    internal const int FormatLength = 8;

    /// <summary>Every item's room is a multiple of this, in bytes.</summary>
    internal const int Unit = 8;

    private const byte AsFormat = 0, AsText = 1, AsBytes = 2, AsNothing = 3;
    private const int LongestSized = 9_999_991;
    private static readonly UTF8Encoding s_utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly string? _format;

    private ListItem(string? format, byte code, byte[] bytes) => (_format, Code, Bytes) = (format, code, bytes);

    /// <summary>The code that tells the kind of value.</summary>
    internal byte Code { get; }

    internal byte[] Bytes { get; }

    /// <summary>Whether the item has a length of its own, so that it may be too long for a place.</summary>
    internal bool IsSized => _format is null;

    /// <summary>The room that a new list gives the item, in bytes.</summary>
    internal int Room => IsSized ? Unit * ((Bytes.Length / Unit) + 1) : Unit;

    /// <summary>Returns the format of the item in a place of this size.</summary>
    internal string FormatIn(long room) => _format ?? string.Create(CultureInfo.InvariantCulture, $"{room}s");

    /// <exception cref="ArgumentException">A list cannot hold the value.</exception>
    internal static ListItem Of(object? value) => Normalize(value) switch
    {
        null => new(Nothing, AsNothing, new byte[Unit]),
        long integer => new(Integer, AsFormat, BitConverter.GetBytes(integer)),
        double number => new(Float, AsFormat, BitConverter.GetBytes(number)),
        bool truth => new(Boolean, AsFormat, [0, 0, 0, 0, 0, 0, 0, truth ? (byte)1 : (byte)0]),
        string text => Sized(AsText, Encode(text)),
        byte[] bytes => Sized(AsBytes, bytes),
        _ => throw new ArgumentException($"A shared list cannot hold a {value!.GetType()}; it holds integers, floating-point numbers, " +
            "bool, string, byte[] and null.", nameof(value)),
    };

    /// <summary>
    /// Returns the value as a list gives it back: all integers as <see cref="long"/>, all floating-point numbers as <see cref="double"/>.
    /// </summary>
    internal static object? Normalize(object? value) => value switch
    {
        int or short or sbyte or byte or ushort or uint => Convert.ToInt64(value, CultureInfo.InvariantCulture),
        ulong large => large <= long.MaxValue ? (long)large
            : throw new ArgumentOutOfRangeException(nameof(value), value, "A shared list holds integers of 64 bits with a sign."),
        float single => (double)single,
        _ => value,
    };

    /// <summary>Reads the value that is stored in this way.</summary>
    /// <exception cref="InvalidDataException">No value is stored in this way.</exception>
    internal static object? Read(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> format, byte code)
    {
        if (code == AsNothing) return null;
        format = format.TrimEnd((byte)0);
        if (code is AsText or AsBytes)
        {
            if (format.IsEmpty || format[^1] != (byte)'s'
                || !int.TryParse(format[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var length) || length > bytes.Length)
            {
                throw Damaged();
            }

            var content = bytes[..length].TrimEnd((byte)0);
            return code == AsText ? Decode(content) : content.ToArray();
        }

        if (code != AsFormat || bytes.Length < Unit) throw Damaged();
        if (format.SequenceEqual("q"u8)) return MemoryMarshal.Read<long>(bytes);
        if (format.SequenceEqual("d"u8)) return MemoryMarshal.Read<double>(bytes);
        return format.SequenceEqual("xxxxxxx?"u8) ? bytes[Unit - 1] != 0 : throw Damaged();
    }

    internal static InvalidDataException Damaged() => new("The shared memory segment holds no list, or a damaged one.");

    private static ListItem Sized(byte code, byte[] bytes)
    {
        if (bytes.Length > LongestSized)
        {
            throw new ArgumentException($"A string or byte[] in a shared list has at most {LongestSized} bytes; this one has " +
                $"{bytes.Length}.");
        }

        // The format keeps no length: a stored text ends with the last byte that is not zero.
        return bytes is not [.., 0] ? new(null, code, bytes)
            : throw new ArgumentException("A shared list cannot hold a string or byte[] that ends in zero: it would lose its end, as in " +
            "Python. Add a last character or byte that is not zero.");
    }

    private static byte[] Encode(string text)
    {
        try
        {
            return s_utf8.GetBytes(text);
        }
        catch (EncoderFallbackException exception)
        {
            throw new ArgumentException("The string holds half of a surrogate pair, which UTF-8 cannot say.", exception);
        }
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_utf8.GetString(bytes);
        }
        catch (DecoderFallbackException exception)
        {
            throw new InvalidDataException("A string in the shared list is no UTF-8; Python cuts strings within a character where they " +
                "have more bytes than their place.", exception);
        }
    }
}

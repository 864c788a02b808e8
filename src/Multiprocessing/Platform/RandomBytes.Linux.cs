namespace Multiprocessing.Platform;

/// <content>getrandom.</content>
internal static unsafe partial class RandomBytes
{
    internal static partial void Fill(Span<byte> bytes)
    {
        fixed (byte* start = bytes)
        {
            if (Libc.GetRandom(start, (nuint)bytes.Length, 0) != bytes.Length) throw Descriptors.Failure("random bytes");
        }
    }
}

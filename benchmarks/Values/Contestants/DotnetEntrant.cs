using System.Buffers;
using System.Diagnostics;

namespace Values.Contestants;

internal sealed class DotnetEntrant<T>(Codec<T> codec, ValueRow<T> row) : Entrant
{
    private readonly T _value = row.Make();

    // Used again and again, so that no figure contains its growth.
    private readonly ArrayBufferWriter<byte> _buffer = new();
    private byte[] _bytes = [];

    public override int Size => _bytes.Length;

    public override void Check()
    {
        Write(1);
        _bytes = _buffer.WrittenSpan.ToArray();
        if (!row.IsSame(_value, codec.Read(_bytes))) throw new InvalidOperationException($"{row.Name}: {codec.GetType()} reads something else than it wrote.");
    }

    public override double Write(int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++)
        {
            _buffer.ResetWrittenCount();
            codec.Write(_buffer, _value);
        }

        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    public override double Read(int count)
    {
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < count; i++) codec.Read(_bytes);
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds / count;
    }

    public override (long Write, long Read)? Allocated()
    {
        var start = GC.GetAllocatedBytesForCurrentThread();
        Write(1);
        var written = GC.GetAllocatedBytesForCurrentThread();
        Read(1);
        return (written - start, GC.GetAllocatedBytesForCurrentThread() - written);
    }

    public override void Dispose() => codec.Dispose();
}

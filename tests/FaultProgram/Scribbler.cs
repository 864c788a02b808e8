using System.Globalization;

namespace FaultProgram;

/// <summary>
/// Writes into the shared memory of the tree what nobody should, as native code does that has gone wild. It knows where things lie there,
/// so that it hits what is in use.
/// </summary>
internal sealed unsafe class Scribbler(int seed)
{
    private const int OrderAt = 24, LockAt = 64, LockLength = 32, FreeAt = 1024, FreeLength = 41 * 8, LogAt = 4096 + 8, LogLength = 1024, MapAt = 1 << 16;
    private const int Unit = 64, UsedLength = 1 << 19;

    private readonly Random _random = new(seed);
    private readonly byte* _start = FindArena();

    /// <summary>Does it.</summary>
    internal void Scribble()
    {
        // Some damage everything, some one word.
        var count = 1 << _random.Next(8);
        var places = _random.Next(1, 1 << 6);
        for (var written = 0; written < count; written++)
        {
            var place = Place(places);
            if (_random.Next(20) == 0) Fill(place);
            else if (_random.Next(8) == 0) *(byte*)place ^= (byte)(1 << _random.Next(8));
            else if (_random.Next(4) == 0) *(int*)place = (int)Value();
            else *(long*)place = Value();
        }
    }

    private byte* Heap => _start + (1L << (Order - 5));

    private int Order { get; } = *(int*)(FindArena() + OrderAt);

    private byte* Place(int places)
    {
        while (true)
        {
            switch (_random.Next(6))
            {
                case 0 when (places & 1) != 0: return _start + LockAt + Word(LockLength);
                case 1 when (places & 2) != 0: return _start + FreeAt + Word(FreeLength);
                case 2 when (places & 4) != 0: return _start + (_random.Next(4) == 0 ? Word(FreeAt) : LogAt + Word(LogLength));
                case 3 when (places & 8) != 0: return _start + MapAt + Word(UsedLength / Unit);
                // Where there is something, as a rule.
                case 4 when (places & 16) != 0: return Used();
                case 5 when (places & 32) != 0: return Heap + Word(UsedLength);
            }
        }
    }

    private byte* Used()
    {
        for (var tries = 0; tries < 10_000; tries++)
        {
            var place = Heap + Word(UsedLength);
            if (*(long*)place != 0) return place;
        }

        return Heap;
    }

    private int Word(int length) => 8 * _random.Next(length / 8);

    private void Fill(byte* place)
    {
        var length = 8 * _random.Next(1, 64);
        if (_random.Next(2) == 0) new Span<byte>(place, length).Fill((byte)_random.Next(256));
        else _random.NextBytes(new Span<byte>(place, length));
    }

    private long Value() => _random.Next(8) switch
    {
        0 => _random.NextInt64(long.MinValue, long.MaxValue),
        1 => _random.Next(10),
        2 => -_random.Next(1, 10),
        3 => Heap - _start + (Unit * (long)_random.Next(UsedLength / Unit)),
        4 => Heap - _start + _random.Next(UsedLength),
        5 => _random.NextInt64(1L << Order, 1L << (Order + 2)),
        6 => _random.Next(),
        _ => *(long*)Used(),
    };

    private static byte* FindArena()
    {
        var line = File.ReadLines("/proc/self/maps").First(static line => line.Contains("memfd:multiprocessing", StringComparison.Ordinal));
        return (byte*)long.Parse(line.AsSpan(0, line.IndexOf('-', StringComparison.Ordinal)), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}

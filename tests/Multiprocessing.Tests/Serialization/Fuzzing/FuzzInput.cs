namespace Multiprocessing.Tests.Serialization.Fuzzing;

/// <summary>A damaged message, and what it is read as: the same for the same seed in the same build.</summary>
internal sealed class FuzzInput
{
    // Where a length, a number or an index ends, something is mostly not thought of.
    private static readonly ulong[] s_boundaries = [0, 1, 2, 3, 0x7F, 0x80, 0xFF, 0x7FFF, 0x8000, 0xFFFF, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x7FFF_FFFF_FFFF_FFFF, 0x8000_0000_0000_0000, ulong.MaxValue];

    private readonly Random _random;

    internal FuzzInput(int seed)
    {
        _random = new Random(seed);
        var (type, bytes) = Pick();
        Type = _random.Next(5) == 0 ? FuzzCorpus.Types[_random.Next(FuzzCorpus.Types.Length)] : type;
        Limit = 1L << _random.Next(10, 22);
        if (_random.Next(20) == 0) Bytes = Noise(_random.Next(200));
        else if (_random.Next(10) == 0) (Type, Bytes) = (typeof(object), [.. AnyType(), .. Noise(_random.Next(400))]);
        else
        {
            Bytes = bytes;
            for (var left = 1 + _random.Next(_random.Next(8) + 1); left > 0; left--) Bytes = Damage(Bytes);
        }
    }

    internal Type Type { get; }

    internal byte[] Bytes { get; }

    /// <summary>How much memory the values may take.</summary>
    internal long Limit { get; }

    private (Type Type, byte[] Bytes) Pick() => FuzzCorpus.Messages[_random.Next(FuzzCorpus.Messages.Length)];

    // Whatever class .NET has, as a damaged number may name it.
    private byte[] AnyType() => FuzzCorpus.Beginnings[_random.Next(FuzzCorpus.Beginnings.Length)];

    // Small numbers are tokens and lengths, and lead further.
    private byte[] Noise(int length)
    {
        var noise = new byte[length];
        _random.NextBytes(noise);
        var mask = (byte)(_random.Next(4) switch { 0 => 0, 1 => 3, 2 => 0x0F, _ => 0xFF });
        for (var index = 0; index < length; index++) noise[index] &= mask;
        return noise;
    }

    private byte[] Damage(byte[] bytes)
    {
        if (bytes.Length == 0) return Noise(5);
        var place = _random.Next(bytes.Length);
        switch (_random.Next(13))
        {
            case 0: return bytes[..place];
            case 1: return [.. bytes[..place], .. Noise(_random.Next(1, 9)), .. bytes[place..]];
            case 2: return [.. bytes[..place], .. bytes[Math.Min(bytes.Length, place + _random.Next(1, 9))..]];
            case 3: return Splice(bytes, place);
            case 4: return Repeat(bytes, place);
            case 5: return Length(bytes, place);
            case 6: return Boundary(bytes, place);
            case 7: return [.. bytes, .. Noise(_random.Next(1, 9))];
            case 8: return Swap(bytes, place);
            case 9: return Set(bytes, place, (byte)_random.Next(8));
            case 10: return Set(bytes, place, (byte)_random.Next(64));
            case 11: return Set(bytes, place, (byte)(bytes[place] + _random.Next(-3, 4)));
            default: return Set(bytes, place, (byte)(bytes[place] ^ (1 << _random.Next(8))));
        }
    }

    private static byte[] Set(byte[] bytes, int place, byte value)
    {
        var damaged = (byte[])bytes.Clone();
        damaged[place] = value;
        return damaged;
    }

    // The beginning of one message and the end of another.
    private byte[] Splice(byte[] bytes, int place)
    {
        var other = Pick().Bytes;
        return [.. bytes[..place], .. other[_random.Next(other.Length + 1)..]];
    }

    private byte[] Repeat(byte[] bytes, int place)
    {
        var end = Math.Min(bytes.Length, place + _random.Next(1, 20));
        var piece = bytes[place..end];
        var repeated = new List<byte>(bytes[..end]);
        for (var times = _random.Next(1, 20); times > 0; times--) repeated.AddRange(piece);
        return [.. repeated, .. bytes[end..]];
    }

    // A number in place of one, as large as it may be: seven bits a byte.
    private byte[] Length(byte[] bytes, int place)
    {
        var number = (uint)s_boundaries[_random.Next(s_boundaries.Length)] >> _random.Next(8);
        var written = new List<byte>();
        for (; number >= 0x80; number >>= 7) written.Add((byte)(number | 0x80));
        return [.. bytes[..place], .. written, (byte)number, .. bytes[(place + 1)..]];
    }

    private byte[] Boundary(byte[] bytes, int place)
    {
        var damaged = (byte[])bytes.Clone();
        var value = s_boundaries[_random.Next(s_boundaries.Length)];
        for (var size = 1 << _random.Next(4); size > 0 && place < bytes.Length; size--, value >>= 8) damaged[place++] = (byte)value;
        return damaged;
    }

    private byte[] Swap(byte[] bytes, int place)
    {
        var other = _random.Next(bytes.Length);
        var damaged = (byte[])bytes.Clone();
        (damaged[place], damaged[other]) = (damaged[other], damaged[place]);
        return damaged;
    }
}

namespace Multiprocessing.Collections;

/// <summary>How a dictionary's entries lie in memory.</summary>
internal readonly unsafe struct EntryForm
{
    /// <summary>In place of a length: each key or value has one of its own.</summary>
    internal const int Varies = -1;

    // What a value that fits into one instruction takes.
    private const int CellLength = sizeof(long);

    // A guess, until there are entries to be measured.
    private const int FirstUnits = 8;

    private readonly int _keyLength;
    private readonly int _valueLength;

    /// <param name="keyLength">The length of each key, in bytes, or <see cref="Varies"/>.</param>
    /// <param name="valueLength">The length of each value, in bytes, or <see cref="Varies"/>.</param>
    internal EntryForm(int keyLength, int valueLength)
    {
        (_keyLength, _valueLength) = (keyLength, valueLength);
        IsFixed = keyLength != Varies && valueLength != Varies;
        HasCell = valueLength is > 0 and <= CellLength;
        HeaderLength = IsFixed ? Entry.FixedLength : Entry.FullLength;
    }

    /// <summary>Whether all entries have one length.</summary>
    internal bool IsFixed { get; }

    /// <summary>Whether a value is written by one instruction, in place.</summary>
    internal bool HasCell { get; }

    /// <summary>How many bytes come before the key.</summary>
    internal int HeaderLength { get; }

    /// <summary>How many units an entry takes as a rule.</summary>
    internal int UsualUnits => IsFixed ? UnitsOf(_keyLength, _valueLength) : FirstUnits;

    internal int KeyLength(Entry* entry) => IsFixed ? _keyLength : entry->KeyLength;

    /// <summary>-1 for null.</summary>
    internal int ValueLength(Entry* entry) => IsFixed ? _valueLength : entry->ValueLength;

    internal byte* Key(Entry* entry) => (byte*)entry + HeaderLength;

    internal byte* Value(Entry* entry, int keyLength) => Key(entry) + Padded(keyLength);

    internal int UnitsOf(int keyLength, int valueLength)
    {
        var length = HeaderLength + (long)Padded(keyLength) + Padded(Math.Max(valueLength, 0));
        return length <= int.MaxValue ? (int)(length / TableHeader.UnitLength)
            : throw new InsufficientMemoryException("A key and its value in a shared dictionary have less than 2 GiB together.");
    }

    internal int UnitsOf(Entry* entry) => UnitsOf(KeyLength(entry), ValueLength(entry));

    private static int Padded(int length) => length > int.MaxValue - TableHeader.UnitLength ? int.MaxValue & -TableHeader.UnitLength
        : (length + TableHeader.UnitLength - 1) & -TableHeader.UnitLength;
}

using System.Globalization;

namespace Multiprocessing.Platform;

/// <summary>
/// Says of a named segment that it is to go with a tree of processes: a symbolic link beside it, whose name tells the tree and the segment,
/// and which leads to the segment's name. It is there before that name is, and goes after it; so whoever is killed, and when, a later
/// program finds it.
/// </summary>
/// <param name="Owner">The tree.</param>
/// <param name="Identity">The segment.</param>
internal readonly record struct SegmentMark(SegmentOwner Owner, FileIdentity Identity)
{
    private const string Prefix = "multiprocessing-segment-of";
    private const char Separator = '.';
    private const int FieldCount = 8;

    internal string FileName =>
        string.Create(CultureInfo.InvariantCulture,
            $"{Prefix}.{Owner.Process}.{Owner.Start}.{Owner.ProcessSpace}.{Owner.TimeSpace}" +
            $".{Identity.Device}.{Identity.Number}.{Identity.Born}");

    /// <summary>Whether a file's name is one of these to the letter.</summary>
    internal static bool TryParse(ReadOnlySpan<char> name, out SegmentMark mark)
    {
        mark = default;
        if (!name.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        Span<Range> fields = stackalloc Range[FieldCount + 1];
        if (name.Split(fields, Separator) != FieldCount) return false;
        Span<long> numbers = stackalloc long[FieldCount];
        for (var field = 1; field < FieldCount; field++)
        {
            if (!long.TryParse(name[fields[field]], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[field])) return false;
        }

        if (numbers[1] is <= 0 or > int.MaxValue) return false;
        mark = new SegmentMark(new SegmentOwner((int)numbers[1], numbers[2], numbers[3], numbers[4]),
            new FileIdentity(numbers[5], numbers[6], numbers[7]));
        return name.SequenceEqual(mark.FileName);
    }

    /// <summary>Puts it there.</summary>
    internal void Make(string segment)
    {
        try
        {
            File.CreateSymbolicLink(Path.Combine(SegmentFile.Folder, FileName), segment);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then the segment stays if the whole tree is killed, and no other harm is done.
        }
    }

    /// <summary>Takes it away.</summary>
    internal void Remove()
    {
        try
        {
            File.Delete(Path.Combine(SegmentFile.Folder, FileName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Then somebody else may try.
        }
    }
}

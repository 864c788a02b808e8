using System.Globalization;

namespace Multiprocessing.Platform;

/// <summary>
/// Marks a named segment to be removed with a tree of processes: a symbolic link beside the segment, whose name tells the tree and the
/// segment, and which leads to the segment's name. The link is made before the segment gets its name, and removed after it; so whichever
/// process is killed, and whenever, a later program finds the segment.
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

    /// <summary>Whether a file's name is exactly the name of such a mark.</summary>
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

    /// <summary>Makes the link.</summary>
    internal void Make(string segment)
    {
        try
        {
            File.CreateSymbolicLink(Path.Combine(SegmentFile.Folder, FileName), segment);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The segment stays if the whole tree is killed; no other harm is done.
        }
    }

    /// <summary>Removes the link.</summary>
    internal void Remove()
    {
        try
        {
            File.Delete(Path.Combine(SegmentFile.Folder, FileName));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // Another process may remove the link.
        }
    }
}

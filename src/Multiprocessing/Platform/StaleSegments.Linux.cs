using System.Diagnostics;
using System.IO.Enumeration;

namespace Multiprocessing.Platform;

/// <content>Symbolic links in /dev/shm.</content>
internal static partial class StaleSegments
{
    private static readonly EnumerationOptions s_options =
        new() { AttributesToSkip = 0, IgnoreInaccessible = true, RecurseSubdirectories = false };

    internal static partial void Remove(TimeSpan patience)
    {
        try
        {
            if (!Directory.Exists(SegmentFile.Folder)) return;
            var began = Stopwatch.GetTimestamp();
            foreach (var mark in Find())
            {
                if (mark.Owner.HasEnded()) Remove(mark);
                if (Stopwatch.GetElapsedTime(began) > patience) return;
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The files stay, and another process may remove them.
        }
    }

    private static FileSystemEnumerable<SegmentMark> Find() =>
        new(SegmentFile.Folder, static (ref FileSystemEntry entry) => SegmentMark.TryParse(entry.FileName, out var mark) ? mark : default,
            s_options)
        {
            ShouldIncludePredicate = static (ref FileSystemEntry entry) => SegmentMark.TryParse(entry.FileName, out _),
        };

    private static void Remove(SegmentMark mark)
    {
        var path = Path.Combine(SegmentFile.Folder, mark.FileName);
        const uint Wanted = Libc.STATX_TYPE_MODE | Libc.STATX_UID;
        if (Libc.Status(Libc.AT_FDCWD, path, Libc.AT_SYMLINK_NOFOLLOW, Wanted, out var status) != 0) return;
        if ((status.Mode & Libc.S_IFMT) != Libc.S_IFLNK || status.User != Libc.EffectiveUser()) return;
        if (new FileInfo(path).LinkTarget is not { } name) return;
        // The mark goes last: if this process dies before, another one goes on.
        if (!SegmentFile.IsName(name) || SegmentFile.TryRemoveForsaken(name, mark.Identity)) mark.Remove();
    }
}

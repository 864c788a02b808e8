namespace Multiprocessing.Platform;

/// <content>
/// Locks on single bytes of the tree's file in memory, at the place of the number. They belong to an open file description that this
/// process has for itself: locks that belong to the process would be lost as soon as any code in it closed another descriptor of the file.
/// </content>
internal static unsafe partial class LifeMarks
{
    // Lies beyond all bytes that the file will ever hold.
    private const long FirstByte = 1L << 50;
    private const long FirstParentByte = 1L << 51;

    // A process's number shares a word with two flags and a mark for a dead owner.
    private const int Most = (1 << 30) - 2;

    private static int s_descriptor = -1;
    private static int s_lockCommand = Libc.F_OFD_SETLK;

    internal static partial void Take(OsHandle treeMemory, int number)
    {
        if (number is <= 0 or > Most)
        {
            throw new InvalidOperationException($"{Most} processes have used the shared memory of this process tree; no more can.");
        }

        if (!TryLock(treeMemory, FirstByte + number))
        {
            if (Libc.LastError is Libc.EAGAIN or Libc.EACCES)
            {
                throw new InvalidDataException("The shared memory that this process has from its parent is damaged: it gives this " +
                    "process a number that another one has.");
            }

            throw new PlatformNotSupportedException($"Shared memory needs locks on files in memory, which this system refuses: " +
                $"{SystemError.Last}.");
        }

        Self = number;
    }

    // A refusal is ignored here: the system refuses again, and is heard, as soon as shared memory is used.
    internal static partial void TakeAsParent(OsHandle treeMemory) => _ = TryLock(treeMemory, FirstParentByte + Environment.ProcessId);

    internal static partial bool IsAlive(int number) => number == Self || IsTaken(FirstByte + number);

    internal static partial bool IsParentAlive(int processId) => processId == Environment.ProcessId || IsTaken(FirstParentByte + processId);

    // Called while the lock for opening the arena is held.
    private static bool TryLock(OsHandle treeMemory, long place)
    {
        if (s_descriptor < 0) s_descriptor = OpenForMarks(treeMemory.Descriptor);
        var range = Range(place);
        return Libc.FileControl(s_descriptor, s_lockCommand, (nint)(&range)) == 0;
    }

    // Opens the file anew, because an inherited descriptor has the same open file description in the whole tree. Where that is not
    // possible, the locks are the process's.
    private static int OpenForMarks(int descriptor)
    {
        var opened = Libc.Open($"/proc/self/fd/{descriptor}", Libc.O_RDWR | Libc.O_CLOEXEC, 0);
        if (opened >= 0) opened = Descriptors.Raise(opened);
        if (opened >= 0) return opened;
        s_lockCommand = Libc.F_SETLK;
        return descriptor;
    }

    private static bool IsTaken(long place)
    {
        var range = Range(place);
        return Libc.FileControl(s_descriptor, Libc.F_GETLK, (nint)(&range)) != 0 || range.Kind != Libc.F_UNLCK;
    }

    private static Libc.RangeLock Range(long place) => new() { Kind = Libc.F_WRLCK, Start = place, Length = 1 };
}

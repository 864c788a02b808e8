namespace Multiprocessing.Platform;

/// <summary>
/// Which processes of a tree are alive. Each holds the lock on one byte of the arena's file, at the place of its number; the kernel lets go
/// of it when the last thread of the process is gone, so a mark can be trusted where a process id, which may be a zombie's or another
/// process's, cannot. Numbers are not used again. A process that starts children has a mark by its id too, since it need not have a number.
/// The locks belong to an open file description that this process has for itself: locks that belong to the process would be lost as soon as
/// any code in it closed another descriptor of the file.
/// </summary>
internal static unsafe class LifeMarks
{
    // Beyond all that the file will ever hold.
    private const long FirstByte = 1L << 50;
    private const long FirstParentByte = 1L << 51;

    // Numbers share a word with two flags and a sign that the owner died.
    private const int Most = (1 << 30) - 2;

    private static int s_descriptor = -1;
    private static int s_lockCommand = Libc.F_OFD_SETLK;

    /// <summary>This process's number; 0 before it has one.</summary>
    internal static int Self { get; private set; }

    /// <summary>Takes the mark of a number that nobody has.</summary>
    internal static void Take(int descriptor, int number)
    {
        if (number is <= 0 or > Most)
        {
            throw new InvalidOperationException($"{Most} processes have used the shared memory of this process tree; no more can.");
        }

        if (!TryLock(descriptor, FirstByte + number))
        {
            if (Libc.LastError is Libc.EAGAIN or Libc.EACCES)
            {
                throw new InvalidDataException("The shared memory that this process has from its parent is damaged: it gives this " +
                    "process a number that another one has.");
            }

            throw new PlatformNotSupportedException($"Shared memory needs locks on files in memory, which this system refuses: " +
                $"{Libc.Describe(Libc.LastError)}.");
        }

        Self = number;
    }

    /// <summary>Takes the mark of those who start children, before the first one starts.</summary>
    // Where the system refuses, it does so again, and is heard, as soon as shared memory is used.
    internal static void TakeAsParent(int descriptor) => _ = TryLock(descriptor, FirstParentByte + Environment.ProcessId);

    /// <summary>Whether a process is alive; one that never was is not.</summary>
    internal static bool IsAlive(int number) => number == Self || IsTaken(FirstByte + number);

    /// <summary>Whether the process with this id is alive, which has started children.</summary>
    internal static bool IsParentAlive(int processId) => processId == Environment.ProcessId || IsTaken(FirstParentByte + processId);

    // Called under the lock of those who open the arena.
    private static bool TryLock(int descriptor, long place)
    {
        if (s_descriptor < 0) s_descriptor = OpenForMarks(descriptor);
        var range = Range(place);
        return Libc.FileControl(s_descriptor, s_lockCommand, (nint)(&range)) == 0;
    }

    // Opens the file anew: the description of an inherited descriptor is the same in the whole tree. Where there is no way to do so, the
    // locks are the process's.
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

namespace Multiprocessing.Platform;

/// <summary>
/// Which processes of a tree are alive. Each holds the lock on one byte of the arena's file, at the place of its number; the kernel lets go of it when the last
/// thread of the process is gone, so a mark can be trusted where a process id, which may be a zombie's or another process's, cannot. Numbers are not used again.
/// </summary>
internal static unsafe class LifeMarks
{
    // Beyond all that the file will ever hold.
    private const long FirstByte = 1L << 50;

    // Numbers share a word with two flags and a sign that the owner died.
    private const int Most = (1 << 30) - 2;

    private static int s_descriptor;

    /// <summary>This process's number; 0 before it has one.</summary>
    internal static int Self { get; private set; }

    /// <summary>Takes the mark of a number that nobody has.</summary>
    internal static void Take(int descriptor, int number)
    {
        if (number is <= 0 or > Most) throw new InvalidOperationException($"{Most} processes have used the shared memory of this process tree; no more can.");
        var range = Range(number);
        if (Libc.FileControl(descriptor, Libc.F_SETLK, (nint)(&range)) != 0)
        {
            throw new PlatformNotSupportedException($"Shared memory needs locks on files in memory, which this system refuses: {Libc.Describe(Libc.LastError)}.");
        }

        (s_descriptor, Self) = (descriptor, number);
    }

    /// <summary>Whether a process is alive; one that never was is not.</summary>
    internal static bool IsAlive(int number)
    {
        if (number == Self) return true;
        var range = Range(number);
        return Libc.FileControl(s_descriptor, Libc.F_GETLK, (nint)(&range)) != 0 || range.Kind != Libc.F_UNLCK;
    }

    /// <summary>Whether a process runs that need not have a number, or another one that has got its id.</summary>
    internal static bool MayBeRunning(int processId) => processId != 0 && (Libc.Kill(processId, 0) == 0 || Libc.LastError == Libc.EPERM);

    private static Libc.RangeLock Range(int number) => new() { Kind = Libc.F_WRLCK, Start = FirstByte + number, Length = 1 };
}

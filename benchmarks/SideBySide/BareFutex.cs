using System.Runtime.InteropServices;
using Multiprocessing;

namespace SideBySide;

/// <summary>
/// A word of shared memory with the kernel's own way to sleep on it, and nothing else: the limit of what wakes another process.
/// </summary>
internal static unsafe partial class BareFutex
{
    private const int Wait = 0;
    private const int Wake = 1;
    private static readonly nint s_number = RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 202 : 98;

    public static void Signal(SharedArray<int> words, int index)
    {
        ref var word = ref words[index];
        Volatile.Write(ref word, 1);
        fixed (int* address = &word) syscall(s_number, address, Wake, 1, 0, 0, 0);
    }

    public static void Sleep(SharedArray<int> words, int index)
    {
        ref var word = ref words[index];
        fixed (int* address = &word)
        {
            while (Interlocked.Exchange(ref word, 0) == 0) syscall(s_number, address, Wait, 0, 0, 0, 0);
        }
    }

    public static void Watch(SharedArray<int> words, int index)
    {
        ref var word = ref words[index];
        while (Volatile.Read(ref word) == 0)
        {
        }

        Volatile.Write(ref word, 0);
    }

    public static void SignalWatcher(SharedArray<int> words, int index) => Volatile.Write(ref words[index], 1);

    [LibraryImport("libc")]
    private static partial nint syscall(nint number, int* address, nint operation, nint value, nint timeout, nint second, nint third);
}

using System.Runtime.InteropServices;
using Multiprocessing.Platform;

namespace Multiprocessing.Waiting;

/// <summary>Ends the sleep of one thread when a token is cancelled: the thread sleeps on a word of its own beside the shared one.</summary>
internal sealed unsafe class Interruption : IDisposable
{
    // The longest sleep, where the kernel cannot wait for two words.
    private const int PollMilliseconds = 10;

    private readonly int* _word = (int*)NativeMemory.AllocZeroed(sizeof(int));
    private readonly CancellationTokenRegistration _registration;

    private Interruption(CancellationToken token) =>
        _registration = token.UnsafeRegister(static self => ((Interruption)self!).Raise(), this);

    internal static Interruption Of(CancellationToken token) => new(token);

    internal void Sleep(in Parking parking, long until)
    {
        if (AddressWait.CanWaitForAny)
        {
            var entries = stackalloc AddressWaitEntry[2];
            entries[0] = AddressWait.Entry((int*)parking.Word, parking.Seen, isPrivate: false);
            entries[1] = AddressWait.Entry(_word, 0, isPrivate: true);
            _ = AddressWait.WaitAny(entries, 2, until);
        }
        else
        {
            parking.Sleep(Math.Min(until, Deadline.Infinite.Within(PollMilliseconds)));
        }
    }

    /// <summary>Waits for a cancellation that is under way, since it touches the word.</summary>
    public void Dispose()
    {
        _registration.Dispose();
        NativeMemory.Free(_word);
    }

    private void Raise()
    {
        Volatile.Write(ref *_word, 1);
        AddressWait.WakePrivate(_word);
    }
}

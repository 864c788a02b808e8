namespace Multiprocessing;

/// <summary>The tokens that kill a child: that of its options, and that of the call that started it. Either may be none.</summary>
internal sealed class KillTokens(CancellationToken ofOptions, CancellationToken ofCall)
{
    private CancellationTokenRegistration _first;
    private CancellationTokenRegistration _second;

    /// <exception cref="OperationCanceledException">One of the tokens is cancelled.</exception>
    internal void ThrowIfCancelled()
    {
        ofCall.ThrowIfCancellationRequested();
        ofOptions.ThrowIfCancellationRequested();
    }

    /// <summary>Kills the child when one of the tokens is cancelled, or at once if one is already.</summary>
    internal void Register(ProcessState child)
    {
        _first = ofCall.UnsafeRegister(static child => ((ProcessState)child!).KillSoon(), child);
        _second = ofOptions.UnsafeRegister(static child => ((ProcessState)child!).KillSoon(), child);
    }

    /// <summary>
    /// Stops watching the tokens, when the child has ended. Does not wait for a kill that is under way, which does no harm then.
    /// </summary>
    internal void Unregister()
    {
        _first.Unregister();
        _second.Unregister();
    }
}

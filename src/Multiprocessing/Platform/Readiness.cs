namespace Multiprocessing.Platform;

/// <summary>
/// Waits without a thread of the caller until handles can be read, with one background thread for all of them. Used for sockets in their
/// first moments, since .NET's own asynchronous calls would change them for good (<see cref="BlockingSocket"/>).
/// </summary>
internal static class Readiness
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<long, (OsHandle Handle, TaskCompletionSource Completion)> s_waits = [];
    private static HandleListener? s_listener;
    private static long s_lastKey;

    /// <summary>Completes when there is something to read, or the other side has hung up. The handle must stay open until then.</summary>
    internal static async Task WhenReadableAsync(OsHandle handle, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long key;
        lock (s_gate)
        {
            s_listener ??= Start();
            key = ++s_lastKey;
            s_listener.Add(handle, key);
            s_waits.Add(key, (handle, completion));
        }

        using var registration = cancellationToken.UnsafeRegister(
            static (state, token) =>
            {
                var (key, completion) = ((long, TaskCompletionSource))state!;
                if (TryEnd(key)) completion.TrySetCanceled(token);
            },
            (key, completion));
        await completion.Task.ConfigureAwait(false);
    }

    private static HandleListener Start()
    {
        var listener = new HandleListener();
        new Thread(() => Run(listener)) { IsBackground = true, Name = "Multiprocessing handshakes" }.Start();
        return listener;
    }

    private static void Run(HandleListener listener)
    {
        while (true)
        {
            listener.Wait(static (key, _) =>
            {
                TaskCompletionSource? completion = null;
                lock (s_gate)
                {
                    if (s_waits.TryGetValue(key, out var wait)) completion = wait.Completion;
                }

                if (TryEnd(key)) completion?.TrySetResult();
            });
        }
    }

    // Whichever side ends the wait first completes it. The handle is not watched any more then, so it may be closed.
    private static bool TryEnd(long key)
    {
        lock (s_gate)
        {
            if (!s_waits.Remove(key, out var wait)) return false;
            s_listener!.Remove(wait.Handle);
            return true;
        }
    }
}

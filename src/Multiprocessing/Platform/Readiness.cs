namespace Multiprocessing.Platform;

/// <summary>
/// Waits without a thread until descriptors can be read, with one background thread for all of them. For sockets in their first moments:
/// .NET's own way would leave its mark on them (<see cref="BlockingSocket"/>).
/// </summary>
internal static class Readiness
{
    private static readonly Lock s_gate = new();
    private static readonly Dictionary<long, (int Descriptor, TaskCompletionSource Completion)> s_waits = [];
    private static Poller? s_poller;
    private static long s_lastKey;

    /// <summary>Completes when there is something to read, or the other side has hung up. The descriptor must stay open as long.</summary>
    internal static async Task WhenReadableAsync(int descriptor, CancellationToken cancellationToken)
    {
        var completion = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        long key;
        lock (s_gate)
        {
            s_poller ??= Start();
            key = ++s_lastKey;
            s_poller.Add(descriptor, key);
            s_waits.Add(key, (descriptor, completion));
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

    private static Poller Start()
    {
        var poller = new Poller();
        new Thread(() => Run(poller)) { IsBackground = true, Name = "Multiprocessing handshakes" }.Start();
        return poller;
    }

    private static void Run(Poller poller)
    {
        while (true)
        {
            poller.Wait(static (key, _) =>
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

    // Whoever ends it first tells; by then it is not watched any more, so the descriptor may be closed.
    private static bool TryEnd(long key)
    {
        lock (s_gate)
        {
            if (!s_waits.Remove(key, out var wait)) return false;
            s_poller!.Remove(wait.Descriptor);
            return true;
        }
    }
}

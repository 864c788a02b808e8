using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing;

/// <summary>Runs actions on the thread pool, one at a time, in order.</summary>
internal sealed class SerialQueue
{
    [ThreadStatic]
    private static SerialQueue? t_current;

    private readonly Lock _gate = new();
    private readonly Queue<Action> _actions = new();
    private bool _runs;
    private long _finished;

    /// <summary>Whether the caller is one of this queue's actions, which must not wait for the actions behind it.</summary>
    internal bool RunsHere => t_current == this;

    internal void Enqueue(Action action)
    {
        lock (_gate)
        {
            _actions.Enqueue(action);
            if (_runs) return;
            _runs = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(static queue => queue.Run(), this, preferLocal: false);
    }

    /// <summary>Waits for something that an action of this queue brings about, as long as actions complete.</summary>
    /// <param name="done">The task to wait for.</param>
    /// <param name="patience">How long one action may take.</param>
    internal void WaitWhileItProceeds(Task done, TimeSpan patience)
    {
        long finished;
        do { finished = Interlocked.Read(ref _finished); }
        while (!done.Wait(patience) && Interlocked.Read(ref _finished) != finished);
    }

    // A user's callback that throws must not stop what comes after it.
    private void Run()
    {
        t_current = this;
        while (TryDequeue(out var action))
        {
            try
            {
                action();
            }
            catch (Exception)
            {
                // A user's callback that throws must not stop the actions behind it.
            }

            Interlocked.Increment(ref _finished);
        }

        t_current = null;
    }

    private bool TryDequeue([NotNullWhen(true)] out Action? action)
    {
        lock (_gate) return _runs = _actions.TryDequeue(out action);
    }
}

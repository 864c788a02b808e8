using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing;

/// <summary>Runs actions on the thread pool, one at a time, in order.</summary>
internal sealed class SerialQueue
{
    private readonly Lock _gate = new();
    private readonly Queue<Action> _actions = new();
    private bool _runs;

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

    [SuppressMessage("Design", "CA1031", Justification = "A user's callback that throws must not stop what comes after it.")]
    private void Run()
    {
        while (true)
        {
            Action action;
            lock (_gate)
            {
                if (!_actions.TryDequeue(out action!))
                {
                    _runs = false;
                    return;
                }
            }

            try
            {
                action();
            }
            catch (Exception)
            {
                // See above.
            }
        }
    }
}

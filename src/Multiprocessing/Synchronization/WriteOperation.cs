using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Enters a reader-writer lock to write: first a writer's turn comes, then the readers leave.</summary>
internal unsafe struct WriteOperation(ReaderWriterTurnstile turnstile, SpinBudget spin) : IReaderWriterOperation
{
    private TakeOperation _taking = new((nint)(&turnstile.State->NextWriter), spin);
    private IdleSlice _slice;
    private bool _hasClosed;

    public readonly SpinBudget Spin => spin;

    public bool IsAbandoned { get; private set; }

    public bool TryComplete(bool parks, out Parking parking)
    {
        var state = turnstile.State;
        if (!_hasClosed)
        {
            // Whether the writer before died is known better from what it has left.
            if (!_taking.TryComplete(parks, out parking)) return false;
            turnstile.Close();
            _hasClosed = true;
        }

        parking = default;
        while (true)
        {
            var inside = Volatile.Read(ref state->Inside);
            if (inside == 0)
            {
                if (!turnstile.TryWrite(out var wasAbandoned)) continue;
                IsAbandoned = wasAbandoned;
                return true;
            }

            if (parks)
            {
                Interlocked.Exchange(ref state->WriterSleeps, 1);
                if (Volatile.Read(ref state->Inside) != inside) continue;
            }

            parking = new Parking((nint)(&state->Inside), inside, parks ? _slice.Next() : 0);
            return false;
        }
    }

    public readonly void GiveUp()
    {
        if (_hasClosed) turnstile.TryOpen(onlyIfWriting: false);
        else _taking.GiveUp();
    }
}

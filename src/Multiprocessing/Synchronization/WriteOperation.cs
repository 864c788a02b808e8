using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Entering a reader-writer lock to write: first a writer's turn comes, then the readers leave.</summary>
internal unsafe struct WriteOperation(ReaderWriterDoor door, SpinBudget spin) : IWaitOperation
{
    private TakeOperation _taking = new((nint)(&door.State->NextWriter), spin);
    private IdleSlice _slice;
    private bool _hasClosed;

    public readonly SpinBudget Spin => spin;

    /// <summary>Whether a writer died, and the caller is the one who is told.</summary>
    internal bool IsAbandoned { get; private set; }

    public bool TryComplete(bool parks, out Parking parking)
    {
        var state = door.State;
        if (!_hasClosed)
        {
            // Whether the one before died is known better from what it has left.
            if (!_taking.TryComplete(parks, out parking)) return false;
            door.Close();
            _hasClosed = true;
        }

        parking = default;
        while (true)
        {
            var inside = Volatile.Read(ref state->Inside);
            if (inside == 0)
            {
                if (!door.TryWrite(out var wasAbandoned)) continue;
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
        if (_hasClosed) door.TryOpen(onlyIfWriting: false);
        else _taking.GiveUp();
    }
}

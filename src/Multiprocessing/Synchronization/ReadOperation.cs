using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>Enters a reader-writer lock to read.</summary>
internal unsafe struct ReadOperation(ReaderWriterTurnstile turnstile, ReaderHold* hold, SpinBudget spin) : IReaderWriterOperation
{
    private IdleSlice _slice;
    private int _generation;
    private bool _isOutside;
    private bool _hasSlept;

    public readonly SpinBudget Spin => spin;

    public bool IsAbandoned { get; private set; }

    public bool TryComplete(bool parks, out Parking parking)
    {
        parking = default;
        var state = turnstile.State;
        if (!_isOutside)
        {
            if (turnstile.TryEnter(hold, out _generation, out var wasAbandoned))
            {
                IsAbandoned = wasAbandoned;
                return true;
            }

            _isOutside = true;
        }

        while (true)
        {
            if (Volatile.Read(ref state->Generation) != _generation && turnstile.IsInside(_generation, out var wasAbandoned))
            {
                IsAbandoned = wasAbandoned;
                return true;
            }

            if (parks)
            {
                if (_hasSlept && Volatile.Read(ref state->Writer) is var writer && writer != 0 && !LifeMarks.IsAlive(writer))
                {
                    turnstile.OpenFor(writer);
                }

                Interlocked.Exchange(ref state->ReadersSleep, 1);
                _hasSlept = true;
                if (Volatile.Read(ref state->Generation) != _generation) continue;
            }

            parking = new Parking((nint)(&state->Generation), _generation, parks ? _slice.Next() : 0);
            return false;
        }
    }

    public readonly void GiveUp() => turnstile.GiveUp(hold, _generation);
}

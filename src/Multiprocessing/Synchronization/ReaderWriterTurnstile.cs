using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>
/// The algorithm of a reader-writer lock. A writer closes the turnstile; readers that come then wait outside. When the readers inside have
/// left, it writes; then it opens the turnstile, and all that wait outside are inside at once, before the next writer: so neither side
/// starves. A hold counts its process's readers: <see cref="ReaderHold.Inside"/> are inside; <see cref="ReaderHold.Outside"/> wait outside,
/// or are inside too if the turnstile was opened since their generation. Every step is an <see cref="ArenaChange"/>, done whole or not at
/// all, so the counts of the holds and of the lock agree whenever a process dies.
/// </summary>
internal readonly unsafe struct ReaderWriterTurnstile(Arena arena, byte* contents)
{
    private readonly ChangeLog _log = ChangeLog.Of(arena, contents);

    internal ReaderWriterState* State { get; } = (ReaderWriterState*)contents;

    /// <summary>How many readers are inside, of all processes.</summary>
    internal int ReaderCount => Volatile.Read(ref State->Inside);

    internal bool IsWriting => Volatile.Read(ref State->IsWriting) != 0;

    internal bool IsWritingHere => IsWriting && Volatile.Read(ref State->Writer) == LifeMarks.Self;

    /// <summary>Makes the exception for a caller that does not expect an abandoned lock.</summary>
    internal static AbandonedMutexException Abandoned(string side) =>
        new($"A process died while it held the shared lock to write: what the lock protects may be half done. The caller does not hold " +
            $"it; {side}.Enter(out wasAbandoned) takes it and tells.");

    /// <summary>Whether a reader of this hold is inside.</summary>
    internal bool HasReaderOf(ReaderHold* hold) => InsideOf(hold) != 0;

    /// <summary>Lets a reader come: in, or outside if the turnstile is closed.</summary>
    /// <param name="hold">The process's hold.</param>
    /// <param name="generation">For a reader outside: the generation that has to pass.</param>
    /// <param name="wasAbandoned">For a reader inside: whether a writer died, and the caller is the one that is told.</param>
    /// <returns>Whether the caller is inside.</returns>
    internal bool TryEnter(ReaderHold* hold, out int generation, out bool wasAbandoned)
    {
        using var change = new ArenaChange(_log);
        generation = State->Generation;
        wasAbandoned = false;
        var isOpen = State->Writer == 0;
        if (isOpen)
        {
            change.Set(&State->Inside, State->Inside + 1);
            change.Set(&hold->Inside, hold->Inside + 1);
            wasAbandoned = TakeAbandonment(change);
        }
        else
        {
            change.Set(&State->Outside, State->Outside + 1);
            var others = hold->Outside;
            if (others != 0 && hold->Generation != generation)
            {
                change.Set(&hold->Inside, hold->Inside + others);
                others = 0;
            }

            change.Set(&hold->Outside, others + 1);
            change.Set(&hold->Generation, generation);
        }

        change.Commit();
        return isOpen;
    }

    /// <summary>
    /// Whether a reader that came outside is inside by now. The change of the generation alone proves nothing: it may be taken back until
    /// this method has looked.
    /// </summary>
    internal bool IsInside(int generation, out bool wasAbandoned)
    {
        using var change = new ArenaChange(_log);
        wasAbandoned = false;
        if (State->Generation == generation) return false;
        wasAbandoned = TakeAbandonment(change);
        change.Commit();
        return true;
    }

    /// <summary>Lets a reader leave from inside.</summary>
    /// <returns>False if no reader of this hold is inside.</returns>
    internal bool TryLeave(ReaderHold* hold)
    {
        bool wakes;
        using (var change = new ArenaChange(_log))
        {
            if (InsideOf(hold) == 0) return false;
            wakes = Leave(change, hold);
        }

        if (wakes) WakeWriter();
        return true;
    }

    /// <summary>Ends the wait of a reader that came outside, wherever it is by now.</summary>
    internal void GiveUp(ReaderHold* hold, int generation)
    {
        var wakes = false;
        using (var change = new ArenaChange(_log))
        {
            if (State->Generation == generation)
            {
                change.Set(&State->Outside, State->Outside - 1);
                change.Set(&hold->Outside, hold->Outside - 1);
                change.Commit();
            }
            else wakes = Leave(change, hold);
        }

        if (wakes) WakeWriter();
    }

    /// <summary>Closes the turnstile, for a caller that has <see cref="ReaderWriterState.NextWriter"/>.</summary>
    internal void Close()
    {
        var wakes = false;
        using (var change = new ArenaChange(_log))
        {
            // The turnstile is still closed where the writer before died; no other process can have closed it.
            if (State->Writer != 0) wakes = Open(change);
            change.Set(&State->Writer, LifeMarks.Self);
            change.Commit();
        }

        if (wakes) WakeReaders();
    }

    /// <summary>Begins to write if all readers have left, for a caller that has closed the turnstile.</summary>
    internal bool TryWrite(out bool wasAbandoned)
    {
        using var change = new ArenaChange(_log);
        wasAbandoned = false;
        if (State->Inside != 0) return false;
        change.Set(&State->IsWriting, 1);
        wasAbandoned = TakeAbandonment(change);
        change.Commit();
        return true;
    }

    /// <summary>Opens the turnstile that this process has closed, and lets the next writer follow.</summary>
    /// <param name="onlyIfWriting">Whether to leave the turnstile closed for a writer that still waits.</param>
    /// <returns>False if this process is not the writer.</returns>
    internal bool TryOpen(bool onlyIfWriting)
    {
        bool wakes;
        using (var change = new ArenaChange(_log))
        {
            if (State->Writer != LifeMarks.Self || (onlyIfWriting && State->IsWriting == 0)) return false;
            // The writer has finished.
            if (State->IsWriting != 0) change.Set(&State->IsWriting, 0);
            wakes = Open(change);
        }

        if (wakes) WakeReaders();
        OwnerWord.TryRelease(&State->NextWriter);
        return true;
    }

    /// <summary>Opens the turnstile that a dead process has closed; does nothing if it has been opened already.</summary>
    internal void OpenFor(int dead)
    {
        bool wakes;
        using (var change = new ArenaChange(_log))
        {
            if (State->Writer != dead) return;
            wakes = Open(change);
        }

        if (wakes) WakeReaders();
    }

    /// <summary>Gives back what a dead process had of the lock, by its hold.</summary>
    internal void GiveBack(OwnedHold owned)
    {
        var hold = ReaderHold.Of(owned.Hold);
        OpenFor(owned.Process);
        using (var change = new ArenaChange(_log))
        {
            var inside = InsideOf(hold);
            var outside = hold->Inside + hold->Outside - inside;
            change.Set(&State->Inside, State->Inside - inside);
            change.Set(&State->Outside, State->Outside - outside);
            change.Set(&hold->Inside, 0);
            change.Set(&hold->Outside, 0);
            change.Commit();
        }

        OwnerWord.Abandon(&State->NextWriter, owned.Process);
        // The dead process may have died before it woke the waiters.
        WakeReaders();
        WakeWriter();
    }

    private int InsideOf(ReaderHold* hold) => hold->Inside + (hold->Generation == State->Generation ? 0 : hold->Outside);

    // Returns whether the writer is to be woken.
    private bool Leave(in ArenaChange change, ReaderHold* hold)
    {
        change.Set(&State->Inside, State->Inside - 1);
        if (hold->Inside > 0) change.Set(&hold->Inside, hold->Inside - 1);
        else change.Set(&hold->Outside, hold->Outside - 1);
        change.Commit();
        return State->Inside == 0 && State->Writer != 0 && Take(ref State->WriterSleeps);
    }

    // A writer that has not noted its end died while it wrote. Returns whether readers are to be woken.
    private bool Open(in ArenaChange change)
    {
        if (State->IsWriting != 0)
        {
            change.Set(&State->IsWriting, 0);
            change.Set(&State->IsAbandoned, 1);
        }

        var outside = State->Outside;
        if (outside != 0)
        {
            change.Set(&State->Inside, State->Inside + outside);
            change.Set(&State->Outside, 0);
        }

        change.Set(&State->Generation, State->Generation + 1);
        change.Set(&State->Writer, 0);
        change.Commit();
        return outside != 0 && Take(ref State->ReadersSleep);
    }

    private bool TakeAbandonment(in ArenaChange change)
    {
        if (State->IsAbandoned == 0) return false;
        change.Set(&State->IsAbandoned, 0);
        return true;
    }

    // A waiter that has come and is about to sleep says so, and then looks. Here, after a change, the order is reversed, so one of the two
    // sees the other. The sleepers' flag is read before the lock is released, so it is never the flag of the next generation.
    private static bool Take(ref int sleep)
    {
        Interlocked.MemoryBarrier();
        return Volatile.Read(ref sleep) != 0 && Interlocked.Exchange(ref sleep, 0) != 0;
    }

    private void WakeReaders() => AddressWait.Wake(&State->Generation, int.MaxValue);

    private void WakeWriter() => AddressWait.Wake(&State->Inside, int.MaxValue);
}

using Multiprocessing.Memory;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>A <see cref="GateWord"/> as one object of one process sees it.</summary>
internal sealed class Gate(Hold hold)
{
    /// <summary>The length of the block's contents: the word, and a number for the gate's user.</summary>
    internal const int Length = sizeof(long) + sizeof(int);

    private readonly SpinBudget _spin = new();

    /// <summary>How much is missing until the gate is open.</summary>
    internal int Count => GateWord.Count(Read());

    /// <summary>The count with which the gate's user wants it to begin anew.</summary>
    internal unsafe int InitialCount
    {
        get
        {
            var count = Volatile.Read(ref *Initial);
            GC.KeepAlive(this);
            return count;
        }

        set
        {
            Volatile.Write(ref *Initial, value);
            GC.KeepAlive(this);
        }
    }

    private unsafe long* Word => (long*)hold.Contents;

    private unsafe int* Initial => (int*)(Word + 1);

    /// <summary>Reads the word, to change its count by <see cref="TrySetCount"/>.</summary>
    internal unsafe long Read()
    {
        var seen = Volatile.Read(ref *Word);
        GC.KeepAlive(this);
        return seen;
    }

    /// <summary>Sets the count; false if the word has changed since it was read.</summary>
    internal unsafe bool TrySetCount(long seen, int count)
    {
        var isSet = GateWord.TrySetCount(Word, seen, count);
        GC.KeepAlive(this);
        return isSet;
    }

    /// <summary>Sets the count, whatever it is now.</summary>
    internal void SetCount(int count)
    {
        long seen;
        do seen = Read();
        while (GateWord.Count(seen) != count && !TrySetCount(seen, count));
    }

    /// <summary>Waits until the gate is open, or was opened meanwhile.</summary>
    internal bool Wait(Deadline deadline, CancellationToken cancellationToken)
    {
        var seen = Read();
        if (GateWord.Count(seen) == 0) return true;
        if (deadline.IsOver) return false;
        var operation = Operation(seen);
        var passed = Waiter.Wait(ref operation, deadline, cancellationToken);
        GC.KeepAlive(this);
        return passed;
    }

    /// <summary>Waits as <see cref="Wait"/>, without blocking a thread.</summary>
    internal ValueTask<bool> WaitAsync(Deadline deadline, CancellationToken cancellationToken)
    {
        var seen = Read();
        return GateWord.Count(seen) == 0 ? new(true) : WaitLongerAsync(seen, deadline, cancellationToken);
    }

    /// <summary>Waits without blocking a thread, however long it takes.</summary>
    internal ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        var passed = WaitAsync(Deadline.Infinite, cancellationToken);
        return passed.IsCompletedSuccessfully ? default : new(passed.AsTask());
    }

    private async ValueTask<bool> WaitLongerAsync(long seen, Deadline deadline, CancellationToken cancellationToken)
    {
        var (_, passed) = await Waiter.WaitAsync(Operation(seen), deadline, cancellationToken).ConfigureAwait(false);
        GC.KeepAlive(this);
        return passed;
    }

    private unsafe GateOperation Operation(long seen) => new((nint)Word, seen, _spin);
}

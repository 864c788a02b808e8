using System.Runtime.CompilerServices;

namespace Multiprocessing;

/// <summary>
/// Stands for what was entered, a lock or a permit of a semaphore, and exits it when it is disposed of, as <c>using (theLock.Enter()) …</c>
/// does at the end of the block. To be disposed of once. Not thread-safe: it belongs to the block of code that entered.
/// </summary>
public readonly struct LockScope : IDisposable
{
    private readonly SharedLockable? _entered;
    private readonly long _entry;

    internal LockScope(SharedLockable entered, long entry) => (_entered, _entry) = (entered, entry);

    /// <summary>Exits what was entered; does nothing if nothing was.</summary>
    /// <exception cref="SynchronizationLockException">The lock or permit is not held any more.</exception>
    /// <exception cref="ObjectDisposedException">The lock or permit is not held any more, and the object was disposed of.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Dispose()
    {
        // The most frequent case by far, and so without a virtual call.
        if (_entered is SharedLock plain) plain.ExitLast();
        else ExitOther();
    }

    private void ExitOther() => _entered?.Exit(_entry);
}

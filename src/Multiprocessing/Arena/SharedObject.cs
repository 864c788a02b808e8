using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing;

/// <summary>
/// An object that many processes of one tree use at once. The object travels to another process as an argument, a captured variable, a
/// result or in a message, and is the same there. Its memory is freed when no process refers to it any more, however those processes ended.
/// Where a faulty process has damaged the shared memory, members throw <see cref="InvalidDataException"/>. Thread-safe and process-safe,
/// unless a derived class says otherwise.
/// </summary>
public abstract class SharedObject : IDisposable
{
    private Hold _hold;
    private volatile bool _isDisposed;

    private protected SharedObject(long length, int side = 0) => _hold = Arena.Instance.Create(Kind, length, side);

    /// <summary>Makes another object over the same block.</summary>
    private protected SharedObject(SharedObject other, int side = 0)
    {
        _hold = Arena.Instance.Adopt(other.Hold.Reference with { Side = side }, Kind);
        GC.KeepAlive(other);
    }

    /// <summary>Makes another object over the same block, which shares the hold.</summary>
    private protected SharedObject(Hold hold) => _hold = hold;

    /// <summary>Whether this object was disposed of.</summary>
    internal bool IsDisposed => _isDisposed;

    /// <summary>The object that travels along with this one: a condition's lock, a barrier's action.</summary>
    internal virtual object? Attachment
    {
        get => null;
        set
        {
            if (value is not null)
            {
                throw new InvalidDataException("A message between processes adds something to a shared object that has no place for it.");
            }
        }
    }

    /// <summary>The kind of the block.</summary>
    private protected abstract BlockKind Kind { get; }

    /// <summary>This process's hold on the block; keeps it from being freed as long as anything refers to this object.</summary>
    private protected Hold Hold => _hold;

    /// <summary>
    /// Ends the use of the object in this process; other processes go on. Before that, locks and permits that this process has taken must
    /// be given back. Further use throws <see cref="ObjectDisposedException"/>; waits that have begun continue. Spans and references into
    /// the memory must not be used any more.
    /// </summary>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        try
        {
            OnDispose();
        }
        catch (InvalidDataException)
        {
            // The shared memory is damaged. The next ordinary use reports that; there is nothing to be given back.
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Names the object in a message.</summary>
    /// <param name="conveyor">Keeps the block until the message is read; null where the caller does that.</param>
    internal BlockReference Name(IConveyor? conveyor = null)
    {
        ThrowIfDisposed();
        return conveyor?.Convey(_hold) ?? _hold.Reference;
    }

    /// <summary>Makes this object, on which no constructor has run, the one that a message has named. For receivers.</summary>
    internal void Adopt(BlockReference reference, SharedPart part)
    {
        _hold = Arena.Instance.Adopt(reference, Kind);
        if (part != default) Part = part;
        OnAdopted();
    }

    /// <summary>Makes an object over a block that a message has named. For receivers.</summary>
    internal static T From<T>(BlockReference reference)
        where T : SharedObject
    {
        var shared = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        shared.Adopt(reference, default);
        return shared;
    }

    /// <summary>What a message says of the object besides its block. A receiver sets it before it calls <see cref="OnAdopted"/>.</summary>
    /// <exception cref="InvalidDataException">The object has no such part.</exception>
    internal virtual SharedPart Part
    {
        get => default;
        private protected set => throw SharedPart.Damaged();
    }

    /// <summary>Sets the fields that the constructors would set.</summary>
    private protected abstract void OnAdopted();

    /// <summary>
    /// Refuses further use. A lock and its like keep their block until nothing refers to the object any more, since another thread may be
    /// using it at this moment; an array lets go of its block at once, since that may be large.
    /// </summary>
    private protected abstract void OnDispose();

    /// <summary>
    /// Returns another object over the same block, which shares the hold; makes it at the first call, and again after it was disposed of.
    /// </summary>
    private protected T SideOf<T>(ref T? place, Func<Hold, T> make)
        where T : SharedObject
    {
        while (true)
        {
            ThrowIfDisposed();
            var found = Volatile.Read(ref place);
            if (found is { IsDisposed: false }) return found;
            Interlocked.CompareExchange(ref place, make(_hold), found);
        }
    }

    private protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed, this);
}

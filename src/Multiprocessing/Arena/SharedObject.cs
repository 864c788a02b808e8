using System.Runtime.CompilerServices;
using Multiprocessing.Memory;

namespace Multiprocessing;

/// <summary>
/// Something that many processes of one tree see at once. It travels to another process as an argument, a captured variable, a result or in
/// a message, and is the same thing there. Its memory is freed when no process refers to it any more, however they ended. Where a process
/// that has gone wild has damaged the shared memory, those who use it get an <see cref="InvalidDataException"/>. Thread-safe and
/// process-safe, unless a derived class says otherwise.
/// </summary>
public abstract class SharedObject : IDisposable
{
    private Hold _hold;
    private volatile bool _isDisposed;

    private protected SharedObject(long length, int side = 0) => _hold = Arena.Instance.Create(Kind, length, side);

    /// <summary>Another object over the same block.</summary>
    private protected SharedObject(SharedObject other, int side = 0)
    {
        _hold = Arena.Instance.Adopt(other.Hold.Reference with { Side = side }, Kind);
        GC.KeepAlive(other);
    }

    /// <summary>Another object over the same block, by the same hold.</summary>
    private protected SharedObject(Hold hold) => _hold = hold;

    /// <summary>Whether this object was disposed of.</summary>
    internal bool IsDisposed => _isDisposed;

    /// <summary>What travels along with the object: a condition's lock, a barrier's action.</summary>
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

    /// <summary>What the block is.</summary>
    private protected abstract BlockKind Kind { get; }

    /// <summary>This process's hold on the block; keeps it from being freed as long as somebody refers to this object.</summary>
    private protected Hold Hold => _hold;

    /// <summary>
    /// Ends the use of the object in this process; other processes go on. Further use throws <see cref="ObjectDisposedException"/>; who is
    /// waiting goes on to wait. What the process has taken, a lock or permits, is to be given back before. Spans and references into its
    /// memory must not be used any more.
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
            // The shared memory is damaged. Whoever uses it is told so; there is nothing to be given back.
        }

        GC.SuppressFinalize(this);
    }

    /// <summary>Names the object in a message.</summary>
    /// <param name="conveyor">What keeps it until the message is read; null where that is the sender's business.</param>
    internal BlockReference Name(IConveyor? conveyor = null)
    {
        ThrowIfDisposed();
        return conveyor?.Convey(_hold) ?? _hold.Reference;
    }

    /// <summary>In the receiver of a message: makes this object, on which no constructor has run, the one that was named.</summary>
    internal void Adopt(BlockReference reference, SharedPart part)
    {
        _hold = Arena.Instance.Adopt(reference, Kind);
        if (part != default) Part = part;
        OnAdopted();
    }

    /// <summary>In the receiver: an object over a block that was named.</summary>
    internal static T From<T>(BlockReference reference)
        where T : SharedObject
    {
        var shared = (T)RuntimeHelpers.GetUninitializedObject(typeof(T));
        shared.Adopt(reference, default);
        return shared;
    }

    /// <summary>What a message says of the object besides its block; in the receiver, set before <see cref="OnAdopted"/>.</summary>
    /// <exception cref="InvalidDataException">There can be no such part.</exception>
    internal virtual SharedPart Part
    {
        get => default;
        private protected set => throw SharedPart.Damaged();
    }

    /// <summary>Sets the fields that the constructors set.</summary>
    private protected abstract void OnAdopted();

    /// <summary>
    /// Refuses further use. The block of a lock and the like is let go of when nobody refers to the object any more, since another thread
    /// may be using it at this moment; that of an array goes at once, since it may be large.
    /// </summary>
    private protected abstract void OnDispose();

    /// <summary>
    /// Another object over the same block, by the same hold, made when it is first asked for; one that was disposed of by itself is made
    /// again.
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

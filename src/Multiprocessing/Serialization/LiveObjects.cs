using Multiprocessing.Memory;

namespace Multiprocessing.Serialization;

/// <summary>
/// Objects that cross the border and stay live: each has a number that both sides know. The sender keeps the original, the receiver the
/// stand-in that it made. In this base class nothing stays live; derived classes override what their side has.
/// </summary>
internal class LiveObjects : IConveyor
{
    /// <summary>Stands in place of a number: the token is not followed.</summary>
    internal const int NotLive = -1;

    /// <summary>Stands in place of a number: the token was cancelled before it was sent.</summary>
    internal const int Cancelled = -2;

    /// <summary>Writes no live objects, and refuses to read any.</summary>
    internal static readonly LiveObjects None = new();

    protected LiveObjects()
    {
    }

    /// <summary>Whether messages go to this process's parent.</summary>
    internal virtual bool LeadToParent => false;

    /// <summary>Why a progress object cannot be written; null where it can be, or where none can occur.</summary>
    private protected virtual string? ProgressRefusal => null;

    /// <summary>Returns the name of a shared object for a message, such that the object is still there when the message is read.</summary>
    public virtual BlockReference Convey(Hold hold) => throw ObjectReader.Corrupt();

    /// <summary>Returns the number of a token of this side, or <see cref="NotLive"/>.</summary>
    internal virtual int Find(CancellationToken token) => NotLive;

    /// <summary>Returns the number of a progress receiver of this side.</summary>
    /// <exception cref="ProcessBoundaryException">The progress object cannot be sent to that side.</exception>
    internal virtual int Find(object progress, Type reportType) =>
        throw (ProgressRefusal is { } why ? new ProcessBoundaryException(why) : ObjectReader.Corrupt());

    /// <summary>Returns the token that stands for the numbered one on this side.</summary>
    internal virtual CancellationToken Token(int number) => TokenSource(number).Token;

    /// <summary>Returns the source that stands for the numbered token on this side.</summary>
    /// <exception cref="InvalidDataException">No live object was expected: the message is damaged.</exception>
    internal virtual CancellationTokenSource TokenSource(int number) => throw ObjectReader.Corrupt();

    /// <summary>Returns the object that sends reports back to the numbered receiver.</summary>
    /// <exception cref="InvalidDataException">No live object was expected: the message is damaged.</exception>
    internal virtual object Progress(int number, Type reportType) => throw ObjectReader.Corrupt();
}

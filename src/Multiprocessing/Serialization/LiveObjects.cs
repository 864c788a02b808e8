using Multiprocessing.Memory;

namespace Multiprocessing.Serialization;

/// <summary>
/// What crosses the border and stays live: each has a number that both sides know. The sender keeps the original, the receiver the
/// stand-in that it made. As it is here, nothing stays live: derived classes have what does, and need not speak of the rest.
/// </summary>
internal class LiveObjects : IConveyor
{
    /// <summary>In place of a number: the token is not followed.</summary>
    internal const int NotLive = -1;

    /// <summary>In place of a number: the token was cancelled before it travelled.</summary>
    internal const int Cancelled = -2;

    /// <summary>Nothing stays live, and nothing that does may be read.</summary>
    internal static readonly LiveObjects None = new();

    protected LiveObjects()
    {
    }

    /// <summary>Whether what is written goes to this process's parent.</summary>
    internal virtual bool LeadToParent => false;

    /// <summary>Why a progress object cannot be written; null where it can, or where none can be met.</summary>
    private protected virtual string? ProgressRefusal => null;

    /// <summary>How a shared object is named, so that it is still there when the message is read.</summary>
    public virtual BlockReference Convey(Hold hold) => throw ObjectReader.Corrupt();

    /// <summary>The number of a token of this side, or <see cref="NotLive"/>.</summary>
    internal virtual int Find(CancellationToken token) => NotLive;

    /// <summary>The number of a progress receiver of this side.</summary>
    /// <exception cref="ProcessBoundaryException">It cannot travel so.</exception>
    internal virtual int Find(object progress, Type reportType) =>
        throw (ProgressRefusal is { } why ? new ProcessBoundaryException(why) : ObjectReader.Corrupt());

    /// <summary>The token that stands for the numbered one on this side.</summary>
    internal virtual CancellationToken Token(int number) => TokenSource(number).Token;

    /// <summary>The source that stands for the numbered token on this side.</summary>
    /// <exception cref="InvalidDataException">None was to come: the message is damaged.</exception>
    internal virtual CancellationTokenSource TokenSource(int number) => throw ObjectReader.Corrupt();

    /// <summary>The object that sends reports back to the numbered receiver.</summary>
    /// <exception cref="InvalidDataException">None was to come: the message is damaged.</exception>
    internal virtual object Progress(int number, Type reportType) => throw ObjectReader.Corrupt();
}

using Multiprocessing.Memory;

namespace Multiprocessing.Serialization;

/// <summary>
/// What crosses the border and stays live: each has a number that both sides know. The sender keeps the original,
/// the receiver the stand-in that it made.
/// </summary>
internal abstract class LiveObjects : IConveyor
{
    /// <summary>Whether what is written goes to this process's parent.</summary>
    internal virtual bool LeadToParent => false;

    /// <summary>How a shared object is named, so that it is still there when the message is read.</summary>
    public abstract BlockReference Convey(Hold hold);

    /// <summary>In place of a number: the token is not followed.</summary>
    internal const int NotLive = -1;

    /// <summary>In place of a number: the token was cancelled before it travelled.</summary>
    internal const int Cancelled = -2;

    /// <summary>The number of a token of this side, or <see cref="NotLive"/>.</summary>
    internal abstract int Find(CancellationToken token);

    /// <summary>The number of a progress receiver of this side.</summary>
    internal abstract int Find(object progress, Type reportType);

    /// <summary>The token that stands for the numbered one on this side.</summary>
    internal virtual CancellationToken Token(int number) => TokenSource(number).Token;

    /// <summary>The source that stands for the numbered token on this side.</summary>
    internal abstract CancellationTokenSource TokenSource(int number);

    /// <summary>The object that sends reports back to the numbered receiver.</summary>
    internal abstract object Progress(int number, Type reportType);
}

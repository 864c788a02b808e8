using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <summary>
/// One end of a pipe, as this process has it; the other end, and others of the same, may be anywhere in the tree. The block counts the
/// holds of each side, in whatever process or message they are, so a side is gone when the last of them is, whoever let go of it.
/// Thread-safe and process-safe.
/// </summary>
internal sealed class PipeEnd : SharedObject
{
    private const int FirstSide = 1;
    private const int SecondSide = 2;

    private PipeEnd(bool isDuplex)
        : base(MessageRing.LengthWith(isDuplex ? 2 : 1), FirstSide)
    {
        OnAdopted();
        Incoming!.MakeBuffer();
        Outgoing?.MakeBuffer();
    }

    private PipeEnd(PipeEnd first)
        : base(first, SecondSide) => OnAdopted();

    /// <summary>What is sent to this end; null for one that only sends.</summary>
    internal MessageRing? Incoming { get; private set; }

    /// <summary>What this end sends; null for one that only receives.</summary>
    internal MessageRing? Outgoing { get; private set; }

    private protected override BlockKind Kind => BlockKind.Pipe;

    /// <summary>Makes both ends of a pipe. If it is not duplex, the first one only receives, and the second one only sends.</summary>
    internal static (PipeEnd First, PipeEnd Second) Create(bool isDuplex)
    {
        var first = new PipeEnd(isDuplex);
        return (first, new PipeEnd(first));
    }

    internal MessageRing RequireIncoming()
    {
        ThrowIfDisposed();
        return Incoming ?? throw new InvalidOperationException("This end of the pipe only sends.");
    }

    internal MessageRing RequireOutgoing()
    {
        ThrowIfDisposed();
        return Outgoing ?? throw new InvalidOperationException("This end of the pipe only receives.");
    }

    private protected override void OnAdopted()
    {
        // The first ring leads to the first side, the second one to the second.
        var isDuplex = Hold.ContentLength >= MessageRing.LengthWith(2);
        var isFirst = Hold.Reference.Side switch
        {
            FirstSide => true,
            SecondSide => false,
            _ => throw new InvalidDataException("A message names a pipe without saying which end."),
        };
        var toFirst = new MessageRing(Hold, 0, RingRules.Pipe);
        var toSecond = isDuplex ? new MessageRing(Hold, 1, RingRules.Pipe) : null;
        (Incoming, Outgoing) = isFirst ? (toFirst, toSecond) : (toSecond, toFirst);
    }

    // The side is left at once; the block stays as long as other threads may be in it.
    private protected override unsafe void OnDispose()
    {
        Incoming?.Close();
        Outgoing?.Close();
        Hold.Arena.LeaveSide(Hold.Record);
        if ((Incoming?.IsLarge == true || Outgoing?.IsLarge == true) && Hold.Arena.TrySeal(Hold.Record))
        {
            Incoming?.DiscardMessages();
            Outgoing?.DiscardMessages();
        }

        GC.KeepAlive(this);
    }
}

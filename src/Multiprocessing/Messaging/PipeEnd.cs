using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <summary>
/// One end of a pipe, as an object of this process; the other end, and more objects of this one, may be in any process of the tree. The
/// block counts the holds on each side, in whatever process or message they are, so a side is gone when its last hold is, however that was
/// let go of. Thread-safe and process-safe.
/// </summary>
internal sealed class PipeEnd : SharedObject
{
    private const int FirstSide = 1;
    private const int SecondSide = 2;

    private PipeEnd(bool isDuplex)
        : base(RingMemory.LengthWith(isDuplex ? 2 : 1), FirstSide)
    {
        OnAdopted();
        Ring(0).MakeBuffer();
        if (isDuplex) Ring(1).MakeBuffer();
    }

    private PipeEnd(PipeEnd first)
        : base(first, SecondSide) => OnAdopted();

    /// <summary>The receiver of what is sent to this end; null for an end that only sends.</summary>
    internal RingReceiver? Incoming { get; private set; }

    /// <summary>The sender of what this end sends; null for an end that only receives.</summary>
    internal RingSender? Outgoing { get; private set; }

    private protected override BlockKind Kind => BlockKind.Pipe;

    private bool IsDuplex => Incoming is not null && Outgoing is not null;

    /// <summary>Makes both ends of a pipe. If the pipe is not duplex, the first end only receives, and the second end only sends.</summary>
    internal static (PipeEnd First, PipeEnd Second) Create(bool isDuplex)
    {
        var first = new PipeEnd(isDuplex);
        return (first, new PipeEnd(first));
    }

    internal RingReceiver RequireIncoming()
    {
        ThrowIfDisposed();
        return Incoming ?? throw new InvalidOperationException("This end of the pipe only sends.");
    }

    internal RingSender RequireOutgoing()
    {
        ThrowIfDisposed();
        return Outgoing ?? throw new InvalidOperationException("This end of the pipe only receives.");
    }

    private protected override void OnAdopted()
    {
        // The first ring leads to the first side, the second ring to the second side.
        var isDuplex = Hold.ContentLength >= RingMemory.LengthWith(2);
        var isFirst = Hold.Reference.Side switch
        {
            FirstSide => true,
            SecondSide => false,
            _ => throw new InvalidDataException("A message names a pipe without saying which end."),
        };
        Incoming = isFirst ? new RingReceiver(Ring(0)) : isDuplex ? new RingReceiver(Ring(1)) : null;
        Outgoing = !isFirst ? new RingSender(Ring(0)) : isDuplex ? new RingSender(Ring(1)) : null;
    }

    // The side is left at once; the block stays as long as other threads may be using it.
    private protected override unsafe void OnDispose()
    {
        Incoming?.Close();
        Outgoing?.Close();
        Hold.Arena.LeaveSide(Hold.Record);
        if ((RingPages.IsLarge(Ring(0)) || (IsDuplex && RingPages.IsLarge(Ring(1)))) && Hold.Arena.TrySeal(Hold.Record))
        {
            RingPages.DiscardMessages(Ring(0));
            if (IsDuplex) RingPages.DiscardMessages(Ring(1));
        }

        GC.KeepAlive(this);
    }

    private RingMemory Ring(int number) => new(Hold, number, RingRules.Pipe);
}

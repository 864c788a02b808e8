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
        : base(RingMemory.LengthWith(isDuplex ? 2 : 1), FirstSide)
    {
        OnAdopted();
        Ring(0).MakeBuffer();
        if (isDuplex) Ring(1).MakeBuffer();
    }

    private PipeEnd(PipeEnd first)
        : base(first, SecondSide) => OnAdopted();

    /// <summary>What is sent to this end; null for one that only sends.</summary>
    internal RingReceiver? Incoming { get; private set; }

    /// <summary>What this end sends; null for one that only receives.</summary>
    internal RingSender? Outgoing { get; private set; }

    private protected override BlockKind Kind => BlockKind.Pipe;

    private bool IsDuplex => Incoming is not null && Outgoing is not null;

    /// <summary>Makes both ends of a pipe. If it is not duplex, the first one only receives, and the second one only sends.</summary>
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
        // The first ring leads to the first side, the second one to the second.
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

    // The side is left at once; the block stays as long as other threads may be in it.
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

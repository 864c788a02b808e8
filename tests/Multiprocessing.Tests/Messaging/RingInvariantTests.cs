using Multiprocessing.Memory;
using Multiprocessing.Messaging;
using Multiprocessing.Tests.Memory;
using Multiprocessing.Tests.Memory.KillPointWorld;
using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Messaging;

/// <summary>Whatever is not as it must be in a ring is found: each is broken once, by hand, and mended.</summary>
public sealed unsafe class RingInvariantTests : IDisposable
{
    private const long OneMessage = 1L << 32;

    private readonly PrivateArena _arena = new(World.Order);
    private readonly Hold _hold;
    private readonly RingState* _state;
    private readonly RingSender _sender;
    private readonly RingReceiver _receiver;

    public RingInvariantTests()
    {
        _hold = _arena.Join().Create(BlockKind.Queue, RingMemory.LengthWith(1));
        var ring = new RingMemory(_hold, 0, RingRules.Queue);
        ring.MakeBuffer();
        (_sender, _receiver) = (new RingSender(ring), new RingReceiver(ring));
        _state = ring.State;
        ring.Mailbox->Capacity = 2;
        Assert.True(_sender.TrySendNow(new OutgoingMessage(MessageKind.Bytes, default, new byte[100], default)));
        Assert.True(_sender.TryEnterSend());
        Assert.True(_receiver.TryEnterReceive());
        Assert.True(_receiver.TryPeek_NeedsLock(out _));
    }

    public void Dispose()
    {
        _receiver.ExitReceive();
        _sender.ExitSend();
        _hold.Dispose();
        _arena.Dispose();
    }

    [Fact]
    public void Of_the_senders()
    {
        _sender.CheckInvariants();
        Broken(&_state->NextBuffer, _state->SendBuffer, _sender.CheckInvariants, "a sender left something half done");
        Broken(&_state->PendingTail, 1, _sender.CheckInvariants, "a sender left something half done");
        Broken(&_state->HeadSeen, _state->Tail + 1, _sender.CheckInvariants, "than the buffer has room for");
        Broken(&_state->Head, _state->Tail + 1, _sender.CheckInvariants, "the head is ahead of the tail");
        Broken(&_state->HeadSeen, _state->HeadSeen + OneMessage, _sender.CheckInvariants, "more messages have been seen to be gone");
        Broken(&_state->Tail, _state->Tail + (2 * OneMessage), _sender.CheckInvariants, "there are more messages than may be");
    }

    [Fact]
    public void Of_the_receivers()
    {
        _receiver.CheckInvariants();
        Broken(&_state->LastBuffer, _state->SendBuffer, _receiver.CheckInvariants, "a receiver left something half done");
        Broken(&_state->TakerHold, 1, _receiver.CheckInvariants, "a receiver left something half done");
        Broken(&_state->PendingHead, 1, _receiver.CheckInvariants, "a receiver left something half done");
        Broken(&_state->Head, _state->Tail + 1, _receiver.CheckInvariants, "the head is ahead of what was seen");
        Broken(&_state->Tail, _state->Head, _receiver.CheckInvariants, "the tail is behind");
        Broken(&_state->Head, _state->Head + (2 * OneMessage), _receiver.CheckInvariants, "more messages have been taken");
        Broken(&_state->Tail, _state->Tail - OneMessage, _receiver.CheckInvariants, "fewer messages have come");
    }

    private static void Broken(long* place, long wrong, Action check, string otherwise)
    {
        var right = *place;
        *place = wrong;
        Assert.Contains(otherwise, Assert.Throws<InvalidDataException>(check).Message, StringComparison.Ordinal);
        *place = right;
        check();
    }
}

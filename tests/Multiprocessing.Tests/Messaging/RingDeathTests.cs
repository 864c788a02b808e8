using Multiprocessing.Memory;
using Multiprocessing.Messaging;
using Multiprocessing.Tests.Memory;
using Multiprocessing.Tests.Memory.KillPointWorld;
using Multiprocessing.Tests.Synchronization;
using Multiprocessing.Waiting;

namespace Multiprocessing.Tests.Messaging;

/// <summary>What is left when somebody is killed between two steps, made by hand.</summary>
public sealed unsafe class RingDeathTests : IDisposable
{
    // So many fill the first buffer of a queue.
    private const int First = 255;
    private const int All = 300;

    private readonly PrivateArena _arena = new(World.Order);
    private readonly Arena _sender;
    private readonly Arena _receiver;
    private readonly long _atFirst;
    private long _firstBuffer;
    private Hold _sending = null!;
    private Hold _receiving = null!;
    private RingReceiver _in = null!;
    private RingSender _out = null!;

    public RingDeathTests()
    {
        (_sender, _receiver) = (_arena.Join(), _arena.Join());
        _atFirst = _sender.UsedBytes;
    }

    private RingState* State => (RingState*)(_sending.Contents + Mailbox.Length);

    private BufferHeader* BufferAt(long offset) => (BufferHeader*)_sender.At(offset);

    public void Dispose() => _arena.Dispose();

    [Fact]
    public void A_receiver_may_be_killed_while_the_buffer_goes_that_it_has_left()
    {
        Open(BlockKind.Queue, RingRules.Queue);
        for (var item = 0; item < All; item++) Put(item);
        for (var item = 0; item < First; item++) Assert.Equal(item, Take());
        State->LastBuffer = State->ReceiveBuffer;
        State->ReceiveBuffer = BufferAt(State->LastBuffer)->Next;
        State->Head = BufferAt(State->ReceiveBuffer)->Start;
        Die(change =>
        {
            change.Set(&State->LastBuffer, 0);
            new Span<byte>(_sender.At(_firstBuffer), BufferHeader.Length).Clear();
        }, &State->ReceiveLock);
        for (var item = First; item < All; item++)
        {
            Assert.Equal(item, Take());
            // Somebody changes the arena; then another one dies.
            if (item == First + 10) _ = _sender.UsedBytes;
            if (item == First + 20) State->ReceiveLock = PrivateArena.Nobody;
        }

        Close();
    }

    [Fact]
    public void A_receiver_may_be_killed_before_it_has_left_a_buffer()
    {
        Open(BlockKind.Queue, RingRules.Queue);
        for (var item = 0; item < All; item++) Put(item);
        for (var item = 0; item < First; item++) Assert.Equal(item, Take());
        State->LastBuffer = State->ReceiveBuffer;
        State->ReceiveLock = PrivateArena.Nobody;
        for (var item = First; item < All; item++) Assert.Equal(item, Take());
        Close();
    }

    [Fact]
    public void A_sender_may_be_killed_while_it_makes_a_buffer()
    {
        Open(BlockKind.Queue, RingRules.Queue);
        for (var item = 0; item < First; item++) Put(item);
        Die(change => change.Set(&State->NextBuffer, _sender.OffsetOf(_sending.Contents) + Mailbox.Length), &State->SendLock);
        for (var item = First; item < All; item++) Put(item);
        for (var item = 0; item < All; item++) Assert.Equal(item, Take());
        Close();
    }

    [Fact]
    public void A_sender_may_be_killed_while_the_mailbox_gets_what_a_message_names()
    {
        Open(BlockKind.Queue, RingRules.Queue);
        Put(0);
        Die(change => change.Set(&State->PendingTail, State->Tail + (1L << 32) + 2), &State->SendLock);
        Put(1);
        Assert.Equal(2, _in.Count);
        Assert.Equal(0, Take());
        Assert.Equal(1, Take());
        Close();
    }

    // It has the message, or rather what the message names; nobody else may get it, and nobody must wait for it.
    [Fact]
    public void A_receiver_may_be_killed_when_it_has_what_a_message_names()
    {
        Open(BlockKind.Queue, RingRules.Queue);
        var tasks = new QueueTasks(_sending);
        PutNamed(_out);
        Put(1);
        _in.EnterReceive(Deadline.Infinite, CancellationToken.None);
        Assert.True(_in.TryPeek_NeedsLock(out var record));
        State->TakerTaken = 1;
        State->TakeCount = 1;
        _receiver.Collect(record.Holds, -1, State, State->Head + (1L << 32) + record.Units, _receiver.OffsetOf(_receiving.Record));
        State->ReceiveLock = PrivateArena.Nobody;
        PrivateArena.Kill(_receiver, isChild: false);
        Assert.True(_sender.TryRecover(PrivateArena.Record(_receiver), static (_, _) => true));
        Assert.Equal((1, 1), (new RingMemory(_sending, 0, RingRules.Queue).Count, tasks.Open));
        PrivateArena.Forget(_receiving);
        _receiving = _sending;
        _in = new RingReceiver(new RingMemory(_sending, 0, RingRules.Queue));
        Assert.Equal(1, Take());
        Assert.True(tasks.TryFinishOne());
        Assert.False(tasks.TryFinishOne());
        Close();
    }

    [Fact]
    public void What_the_rest_of_a_message_names_is_let_go_of()
    {
        Open(BlockKind.Pipe, RingRules.Pipe);
        PutNamed(_out, 100_000);
        Put(1);
        _in.EnterReceive(Deadline.Infinite, CancellationToken.None);
        Assert.True(_in.TryPeek_NeedsLock(out var record));
        Assert.False(record.IsLast);
        _in.Take_NeedsLock(record);
        State->ReceiveLock = PrivateArena.Nobody;
        Assert.True(_in.Poll(Deadline.After(TimeSpan.Zero), CancellationToken.None));
        Assert.Equal(1, Take());
        Close();
    }

    [Fact]
    public void Places_and_counts_go_round()
    {
        Open(BlockKind.Queue, RingRules.Queue);
        // As if so many had been there that both begin anew soon.
        State->Tail = State->Head = State->HeadSeen = State->TailSeen = unchecked((long)0xFFFF_FFF0_FFFF_FFE1);
        ((Mailbox*)_sending.Contents)->Done = unchecked((int)0xFFFF_FFF0);
        var tasks = new QueueTasks(_sending);
        for (var item = 0; item < All; item++) Put(item);
        Assert.Equal((All, All), (_in.Count, tasks.Open));
        for (var item = 0; item < All; item++)
        {
            Assert.Equal(item, Take());
            Put(All + item);
            Assert.True(tasks.TryFinishOne());
        }

        for (var item = 0; item < All; item++) Assert.Equal(All + item, Take());
        Close();
    }

    [Fact]
    public void A_message_that_nobody_will_end_is_none()
    {
        Open(BlockKind.Pipe, RingRules.Pipe);
        var sent = 0L;
        _out.EnterSend(Deadline.Infinite, CancellationToken.None);
        Assert.False(_out.TrySend_NeedsLock(new OutgoingMessage(MessageKind.Bytes, new byte[1 << 20], default, default), ref sent));
        Assert.True(_in.Poll(Deadline.After(TimeSpan.Zero), CancellationToken.None));
        State->SendLock = PrivateArena.Nobody;
        Assert.False(_in.Poll(Deadline.After(TimeSpan.Zero), CancellationToken.None));
        Put(1);
        Assert.True(_in.Poll(Deadline.After(TimeSpan.Zero), CancellationToken.None));
        Assert.Equal(1, Take());
        Close();
    }

    // Who is woken for a message and leaves it there wakes another one.
    [Fact]
    public void A_message_that_one_leaves_is_another_ones()
    {
        Open(BlockKind.Pipe, RingRules.Pipe);
        Put(1);
        var asleep = _in.ListenForMessage(0);
        var sink = default(NewBytesSink);
        var progress = default(ReceiveProgress);
        Assert.True(_in.TryEnterReceive());
        Assert.Throws<InvalidDataException>(() => _in.TryReceive_NeedsLock(ref sink, ref progress));
        Assert.False(asleep.IsUnchanged);
        asleep = _in.ListenForMessage(0);
        Assert.False(_in.EnterReceive(Deadline.After(TimeSpan.Zero), CancellationToken.None));
        Assert.False(asleep.IsUnchanged);
        asleep = _in.ListenForMessage(0);
        Assert.Throws<OperationCanceledException>(() => _in.EnterReceive(Deadline.Infinite, new CancellationToken(canceled: true)));
        Assert.False(asleep.IsUnchanged);
        _in.ExitReceive();
        Assert.Equal(1, Take());
        Close();
    }

    // Whoever was woken alone may be dead.
    [Fact]
    public void Everybody_is_woken_at_the_end_though_one_was_woken_before()
    {
        Open(BlockKind.Queue, RingRules.Queue);
        var asleep = _in.ListenForMessage(0);
        Put(1);
        asleep = asleep with { Seen = asleep.Seen + 1 };
        Assert.True(asleep.IsUnchanged);
        var sleeping = Eventually.Run(() => asleep.Sleep(long.MaxValue));
        Thread.Sleep(20);
        ((Mailbox*)_sending.Contents)->Abandon(_sending.ContentLength, PrivateArena.Nobody);
        Eventually.Ends(sleeping);
        Assert.Equal(1, Take());
        Close();
    }

    // One waits for much room, another one for little.
    [Fact]
    public void All_who_send_through_a_pipe_are_woken_when_there_is_room()
    {
        Open(BlockKind.Pipe, RingRules.Pipe);
        Put(1);
        var asleep = _out.ListenForRoom(0);
        Task[] sleeping = [Eventually.Run(() => asleep.Sleep(long.MaxValue)), Eventually.Run(() => asleep.Sleep(long.MaxValue))];
        Thread.Sleep(20);
        Assert.Equal(1, Take());
        foreach (var sender in sleeping) Eventually.Ends(sender);
        Close();
    }

    // The beginning of a long message wakes somebody; who is in the middle of one may sleep too.
    [Fact]
    public void A_part_of_a_message_is_handed_on()
    {
        Open(BlockKind.Pipe, RingRules.Pipe);
        var sent = 0L;
        _out.EnterSend(Deadline.Infinite, CancellationToken.None);
        Assert.False(_out.TrySend_NeedsLock(new OutgoingMessage(MessageKind.Bytes, new byte[1 << 20], default, default), ref sent));
        Assert.False(_out.MayHaveRoom(RingRules.Pipe.PartLength, forMany: false, out _));
        var asleep = _in.ListenForMessage(0);
        _in.HandOnMessages(takesOne: true);
        Assert.False(asleep.IsUnchanged);
        _out.ExitSend();
        _in.Poll(Deadline.After(TimeSpan.Zero), CancellationToken.None);
        Close();
    }

    private void Open(BlockKind kind, RingRules rules)
    {
        var side = kind == BlockKind.Pipe ? 1 : 0;
        _sending = _sender.Create(kind, RingMemory.LengthWith(1), side == 0 ? 0 : 2);
        _receiving = _receiver.Adopt(_sending.Reference with { Side = side }, kind);
        _out = new RingSender(new RingMemory(_sending, 0, rules));
        _in = new RingReceiver(new RingMemory(_receiving, 0, rules));
        new RingMemory(_sending, 0, rules).MakeBuffer();
        _firstBuffer = State->SendBuffer;
    }

    private void Put(int item)
    {
        var sent = 0L;
        _out.EnterSend(Deadline.Infinite, CancellationToken.None);
        Assert.True(_out.TrySend_NeedsLock(new OutgoingMessage(MessageKind.Raw, BitConverter.GetBytes(item), default, default), ref sent));
        _out.ExitSend();
    }

    private void PutNamed(RingSender ring, int length = 4)
    {
        var named = _sender.Create(BlockKind.Memory, 100);
        var hold = _sender.Send(named.Reference, 0).Transfer;
        named.Dispose();
        var sent = 0L;
        ring.EnterSend(Deadline.Infinite, CancellationToken.None);
        Assert.True(ring.TrySend_NeedsLock(new OutgoingMessage(MessageKind.Graph, new byte[length], default, [hold]), ref sent));
        ring.ExitSend();
    }

    private int Take()
    {
        var sink = new ValueSink<int>(isStamped: false);
        var progress = default(ReceiveProgress);
        _in.EnterReceive(Deadline.Infinite, CancellationToken.None);
        Assert.True(_in.TryReceive_NeedsLock(ref sink, ref progress));
        _in.ExitReceive();
        return sink.Finish(progress.Receipt);
    }

    private delegate void Step(ArenaChange change);

    // In the middle of a change of the arena.
    private void Die(Step step, int* ringLock)
    {
        step(new ArenaChange(new ChangeLog(_arena.Start, (int*)(_arena.Start + ArenaLayout.LockAt), (long*)(_arena.Start + ArenaLayout.LogAt), ArenaLayout.LogCapacity, _arena.Order)));
        *ringLock = PrivateArena.Nobody;
        *(int*)(_arena.Start + ArenaLayout.LockAt) = PrivateArena.Nobody;
    }

    // Nothing must be left, and nothing be let go of twice.
    private void Close()
    {
        ArenaCheck.Run(_arena.Start, World.Order, withContents: true);
        _sending.Dispose();
        _receiving.Dispose();
        ArenaCheck.Run(_arena.Start, World.Order, withContents: true);
        if (!ReferenceEquals(_sending, _receiving)) Assert.Equal(_atFirst, _sender.UsedBytes);
    }
}

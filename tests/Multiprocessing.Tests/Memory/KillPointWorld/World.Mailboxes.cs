using Multiprocessing.Memory;
using Multiprocessing.Messaging;

namespace Multiprocessing.Tests.Memory.KillPointWorld;

/// <content>Mailboxes, and what lies in them.</content>
internal sealed unsafe partial class World
{
    private static readonly int[] s_units = [1 << 9, 1 << 11, 1 << 13];

    private BlockHeader* BlockAt(long block) => (BlockHeader*)(_arena.Start + block);

    private HoldRecord* HoldAt(long hold) => (HoldRecord*)(_arena.Start + hold);

    private RingState* RingOf(long block) => (RingState*)(_arena.Start + block + BlockHeader.Length + Mailbox.Length);

    private bool IsMailbox(long block) => BlockAt(block)->Kind is BlockKind.Queue or BlockKind.Pipe;

    private void CreateMailbox(Member member)
    {
        if (member.Process.UsedBytes > FullAt) return;
        var side = _random.Next(3);
        member.Holds.Add(_points.Run(() => Note(member.Process.Create(side == 0 ? BlockKind.Queue : BlockKind.Pipe, RingMemory.LengthWith(1), side))));
    }

    // A few at once, or as many as one change does.
    private void Deliver(Member to, Member from)
    {
        if (!TryFindMailbox(to, out var mailbox) || from.Process.UsedBytes > FullAt) return;
        // An older block, so that no mailbox is within itself.
        var older = from.Holds.Where(hold => hold.Reference.Id < mailbox.Reference.Id).Select(static hold => hold.Reference).ToArray();
        if (older.Length == 0) return;
        var count = _random.Next(10) == 0 ? 128 : _random.Next(1, 4);
        var holds = new long[count];
        for (var number = 0; number < count; number++)
        {
            var reference = older[_random.Next(older.Length)];
            holds[number] = number < 3 ? _points.Run(() => from.Process.Send(reference, 0).Transfer) : from.Process.Send(reference, 0).Transfer;
        }

        Check();
        var tail = _random.Next(1, 100);
        _points.Run(() =>
        {
            from.Process.Deliver(holds, mailbox.Reference.Offset + BlockHeader.Length, RingOf(mailbox.Reference.Offset), tail);
            return 0;
        });
    }

    private void Collect(Member member)
    {
        if (!TryFindMailbox(member, out var mailbox)) return;
        var holds = HoldsIn(mailbox.Reference.Offset).Where(hold => HoldAt(hold)->State == HoldState.Sent).Take(_random.Next(1, 129)).ToArray();
        if (holds.Length == 0) return;
        var taker = BlockAt(mailbox.Reference.Offset)->Kind == BlockKind.Queue ? mailbox.Record : 0;
        _points.Run(() =>
        {
            member.Process.Collect(holds, -1, RingOf(mailbox.Reference.Offset), 1, taker);
            return 0;
        });
        foreach (var hold in holds)
        {
            var block = HoldAt(hold)->Block;
            var reference = new BlockReference(member.Process.Tree, block, BlockAt(block)->Id, HoldAt(hold)->Side, hold);
            // Most are read at once; the others are let go of like what nobody reads.
            member.Holds.Add(_random.Next(3) == 0 ? new MemberHold(hold, reference with { Transfer = 0 }) : _points.Run(() => Note(member.Process.Adopt(reference, BlockAt(block)->Kind))));
        }

        if (_random.Next(2) == 0) return;
        _points.Run(() =>
        {
            member.Process.SettleTake(RingOf(mailbox.Reference.Offset));
            return 0;
        });
    }

    private void ChangeBuffer(Member member)
    {
        if (!TryFindMailbox(member, out var mailbox) || member.Process.UsedBytes > FullAt) return;
        var ring = RingOf(mailbox.Reference.Offset);
        if (ring->NextBuffer == 0)
        {
            var units = s_units[_random.Next(s_units.Length)];
            _points.Run(() =>
            {
                member.Process.CreateBuffer(mailbox.Reference.Offset + BlockHeader.Length, units, &ring->NextBuffer);
                return 0;
            });
            return;
        }

        var buffer = ring->NextBuffer - BlockHeader.Length;
        var hold = ((BufferHeader*)(_arena.Start + ring->NextBuffer))->Hold;
        // The part of ReleaseIn that is one change.
        Empty(_points.Run(() => PrivateArena.ReleaseNoted(member.Process, hold, &ring->NextBuffer), Contents(buffer)));
    }

    private void LeaveSide(Member member)
    {
        if (!TryFindMailbox(member, out var mailbox) || HoldAt(mailbox.Record)->Side == 0) return;
        _points.Run(() =>
        {
            member.Process.LeaveSide(HoldAt(mailbox.Record));
            return 0;
        }, Contents(mailbox));
    }

    private void ReleaseContents(long mailbox)
    {
        while (HoldsIn(mailbox).FirstOrDefault() is var hold and not 0)
        {
            Empty(_points.Run(() => PrivateArena.LetGo(Any.Process, hold), Contents(HoldAt(hold)->Block)));
            Check();
        }
    }

    private List<long> HoldsIn(long mailbox)
    {
        var holds = new List<long>();
        for (var hold = *(long*)(_arena.Start + mailbox + BlockHeader.Length); hold != 0; hold = HoldAt(hold)->Next) holds.Add(hold);
        return holds;
    }

    private bool TryFindMailbox(Member member, out MemberHold mailbox)
    {
        mailbox = member.Holds.Where(hold => IsMailbox(hold.Reference.Offset)).OrderBy(_ => _random.Next()).FirstOrDefault();
        return mailbox.Record != 0;
    }
}

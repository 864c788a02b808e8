using System.Security.Cryptography;
using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Memory.KillPointWorld;

/// <summary>Processes of one arena that create, share, let go of and inherit blocks, and die.</summary>
internal sealed unsafe partial class World : IDisposable
{
    internal const int Order = 22;

    private const int Processes = 3;
    private const int MaxHolds = 60;

    // Then there is room for the largest block still, however what is free lies.
    private const long FullAt = 1 << 20;

    private static readonly int[] s_lengths = [1, 64, 65, 200, 5_000, 60_000, 70_000, 300_000];

    private readonly PrivateArena _arena = new(Order);
    private readonly Random _random;
    private readonly KillPoints _points;
    private readonly List<Member> _members = [];
    private readonly long _atFirst;
    private int _changes;

    internal World(int seed)
    {
        _random = new Random(seed);
        _points = new KillPoints(_arena, _random);
        for (var number = 0; number < Processes; number++) _members.Add(new Member(_arena.Join()));
        _atFirst = Any.Process.UsedBytes;
    }

    internal int KillPoints => _points.Count;

    private Member Any => _members[_random.Next(_members.Count)];

    private int Holds => _members.Sum(static member => member.Holds.Count);

    internal void ChangeSomething()
    {
        switch (_random.Next(16))
        {
            case 10 when Holds < MaxHolds:
                CreateMailbox(Any);
                break;
            case 11 or 12:
                Deliver(Any, Any);
                break;
            case 13:
                Collect(Any);
                break;
            case 14:
                ChangeBuffer(Any);
                break;
            case 15:
                LeaveSide(Any);
                break;
            case < 4 when Holds < MaxHolds:
                Create(Any);
                break;
            case < 6:
                Adopt(Any, Any);
                break;
            case 9:
                Die(Any);
                break;
            default:
                LetGo(Any);
                break;
        }

        Check();
    }

    internal void ReleaseAll()
    {
        foreach (var member in _members)
        {
            while (member.Holds.Count > 0) LetGo(member);
        }

        Check();
        ArenaCheck.Run(_arena.Start, Order, withContents: true);
        Assert.Equal(_atFirst, Any.Process.UsedBytes);
    }

    public void Dispose() => _arena.Dispose();

    private void Create(Member member)
    {
        var length = s_lengths[_random.Next(s_lengths.Length)];
        if (member.Process.UsedBytes > FullAt) return;
        var hold = _points.Run(() => Note(member.Process.Create(BlockKind.Memory, length)));
        var contents = new Span<byte>(_arena.Start + hold.Reference.Offset + BlockHeader.Length, length);
        Assert.True(contents.IndexOfAnyExcept((byte)0) < 0, "A new block is not zero.");
        RandomNumberGenerator.Fill(contents);
        member.Holds.Add(hold);
    }

    private void Adopt(Member from, Member to)
    {
        if (from.Holds.Count == 0) return;
        var reference = from.Holds[_random.Next(from.Holds.Count)].Reference;
        var hold = _points.Run(() => Note(to.Process.Adopt(reference, BlockAt(reference.Offset)->Kind)));
        // It may be one that was inherited.
        if (!to.Holds.Contains(hold)) to.Holds.Add(hold);
    }

    private void LetGo(Member member)
    {
        if (member.Holds.Count == 0) return;
        var hold = member.Holds[_random.Next(member.Holds.Count)];
        Assert.True(member.Holds.Remove(hold));
        Empty(_points.Run(() => PrivateArena.LetGo(member.Process, hold.Record), Contents(hold)));
    }

    // All that it held is given back, or goes to its parent.
    private void Die(Member member)
    {
        var heir = _members.Find(other => other != member)!;
        var isChild = _random.Next(2) == 0;
        foreach (var hold in member.Holds.Where(hold => HoldAt(hold.Record)->State == HoldState.Own && _random.Next(3) == 0)) HoldAt(hold.Record)->State = HoldState.ForParent;
        var process = PrivateArena.Record(member.Process);
        PrivateArena.Kill(member.Process, isChild);
        var settled = new HashSet<long>();
        while (true)
        {
            var record = ((ProcessRecord*)(_arena.Start + process))->Holds;
            var hold = member.Holds.Find(hold => hold.Record == record);
            var (isMore, dying) = _points.Run(() =>
            {
                var dying = 0L;
                var unsettled = 0;
                var isMore = PrivateArena.TryRecoverOne(heir.Process, process, Settle, ref unsettled, ref dying);
                return (isMore, dying);
            }, Contents(hold));
            if (!isMore) break;
            Assert.Contains(record, settled);
            Empty(dying);
            Assert.True(member.Holds.Remove(hold));
            if (isChild && dying == 0 && ((HoldRecord*)(_arena.Start + record))->State == HoldState.FromChild) heir.Holds.Add(hold);
            Check();
        }

        Assert.Empty(member.Holds);
        Check();
        member.Process = _points.Run(_arena.Join);

        bool Settle(Arena arena, OwnedHold owned)
        {
            settled.Add(PrivateArena.Offset(heir.Process, owned.Hold));
            return true;
        }
    }

    private void Empty(long dying)
    {
        if (dying == 0) return;
        Check();
        if (IsMailbox(dying)) ReleaseContents(dying);
        else PrivateArena.Clear(Any.Process, dying);
        var length = BlockAt(dying)->ContentLength;
        _points.Run(() =>
        {
            PrivateArena.Remove(Any.Process, dying);
            return 0;
        }, (dying + BlockHeader.Length, length));
    }

    // What nobody else holds is cleared with the last hold; those who wait for what comes into a mailbox are woken.
    private (long Offset, long Length) Contents(MemberHold hold) => hold.Record == 0 ? default : Contents(hold.Reference.Offset);

    private (long Offset, long Length) Contents(long block)
    {
        if (IsMailbox(block)) return (block + BlockHeader.Length, Mailbox.Length);
        return BlockAt(block)->Holds == 1 ? (block + BlockHeader.Length, BlockAt(block)->ContentLength) : default;
    }

    private void Check() => ArenaCheck.Run(_arena.Start, Order, withContents: ++_changes % 10 == 0);

    private MemberHold Note(Hold hold)
    {
        // The arena may be made to forget it, and the object must not let go of it by itself.
        PrivateArena.Forget(hold);
        return new MemberHold(PrivateArena.Offset(_members[0].Process, hold.Record), hold.Reference);
    }
}

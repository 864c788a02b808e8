using System.Text;
using Multiprocessing.Common;
using Multiprocessing.Platform;

namespace Multiprocessing.Memory;

/// <summary>
/// The named segments that are removed when their owners end. Each is noted in the arena before its name can be seen, so that whatever
/// process is killed, and whenever, one that outlives it knows what to remove; where none does, the next program of the same user finds the
/// segment's mark (<see cref="SegmentMark"/>).
/// </summary>
internal static unsafe class NamedMemory
{
    private static readonly Lazy<SegmentOwner?> s_tree = new(static () => SegmentOwner.Of(Arena.Instance.RootProcess));
    private static int s_watches;

    /// <summary>Notes a segment as owned by this process.</summary>
    /// <returns>A hold that lasts until this process ends or disposes of it.</returns>
    internal static Hold Register(string name, FileIdentity identity)
    {
        if (Interlocked.Exchange(ref s_watches, 1) == 0) ProgramEnd.Add(EndStep.Segments, RemoveOwn, RemoveOwn);
        var bytes = Encoding.UTF8.GetBytes(name);
        var hold = Arena.Instance.Create(BlockKind.NamedMemory, sizeof(NamedMemoryRecord) + bytes.Length).KeepUntilEnd();
        var record = (NamedMemoryRecord*)hold.Contents;
        bytes.CopyTo(new Span<byte>(record + 1, bytes.Length));
        (record->Identity, record->NameLength, record->Owner) = (identity, bytes.Length, LifeMarks.Self);
        if (s_tree.Value is { } tree) new SegmentMark(tree, identity).Make(name);
        return hold;
    }

    /// <summary>Makes a segment one that no process removes.</summary>
    internal static void Disown(Hold hold)
    {
        Unmark(((NamedMemoryRecord*)hold.Contents)->Identity);
        hold.Dispose();
    }

    /// <summary>Leaves a segment to this process's parent.</summary>
    internal static BlockReference TransferToParent(Hold hold)
    {
        var reference = hold.TransferToParent();
        Volatile.Write(ref ((NamedMemoryRecord*)hold.Contents)->Owner, 0);
        return reference;
    }

    /// <summary>Takes a segment over from a child, in the parent.</summary>
    internal static Hold TakeOver(BlockReference reference)
    {
        var hold = Arena.Instance.Adopt(reference, BlockKind.NamedMemory).KeepUntilEnd();
        Volatile.Write(ref ((NamedMemoryRecord*)hold.Contents)->Owner, LifeMarks.Self);
        return hold;
    }

    /// <summary>Removes the segment of a dead process. May run twice.</summary>
    internal static void Settle(BlockHeader* block, OwnedHold owned)
    {
        var owner = ((NamedMemoryRecord*)(block + 1))->Owner;
        // The segment was on its way to a parent that is gone too.
        var isLost = owner == 0 && block->Holds == 1 && !owned.IsTakenOver;
        if ((owner != 0 && owner == owned.Process) || isLost) Remove(block);
    }

    /// <summary>Removes all segments of this process, at its end.</summary>
    internal static void RemoveOwn()
    {
        try
        {
            Arena.Opened?.ForEachHold(BlockKind.NamedMemory, static (block, hold) =>
            {
                var record = (NamedMemoryRecord*)(block + 1);
                if (record->Owner == LifeMarks.Self || (record->Owner == 0 && hold->State == HoldState.FromChild)) Remove(block);
            });
        }
        catch (InvalidDataException)
        {
            // The arena is damaged; the next program finds the segments that stay.
        }
    }

    private static void Remove(BlockHeader* block)
    {
        var record = (NamedMemoryRecord*)(block + 1);
        if ((ulong)record->NameLength > (ulong)(block->ContentLength - sizeof(NamedMemoryRecord))) return;
        var name = Encoding.UTF8.GetString((byte*)(record + 1), record->NameLength);
        if (SegmentFile.IsName(name)) SegmentFile.Remove(name, record->Identity);
        Unmark(record->Identity);
    }

    private static void Unmark(FileIdentity identity)
    {
        if (s_tree.Value is { } tree) new SegmentMark(tree, identity).Remove();
    }
}

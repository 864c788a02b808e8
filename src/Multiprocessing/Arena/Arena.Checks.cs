using System.Runtime.CompilerServices;

namespace Multiprocessing.Memory;

/// <content>Checks offsets before they are followed: a process that died may have written anything anywhere before.</content>
internal sealed unsafe partial class Arena
{
    // A pipe's block has two sides; no block has more.
    private const int MaxSide = 2;

    /// <summary>Checks that a block in use begins here and that its contents lie within it.</summary>
    private void CheckBlock(long block)
    {
        if (!_map.IsUsed(block) || (ulong)BlockAt(block)->ContentLength > (ulong)((1L << _map.OrderAt(block)) - BlockHeader.Length))
        {
            ThrowDamaged();
        }
    }

    /// <summary>Checks that a hold lies here and that what it holds is a block.</summary>
    private void CheckHold(long hold)
    {
        if (!_map.IsUsed(hold) || _map.OrderAt(hold) != BuddyHeap.OrderOf(sizeof(HoldRecord))) ThrowDamaged();
        CheckBlock(HoldAt(hold)->Block);
        if (BlockAt(HoldAt(hold)->Block)->Holds <= 0 || (uint)HoldAt(hold)->Side > MaxSide) ThrowDamaged();
    }

    /// <summary>
    /// Returns the next hold in a list. Each hold must lead back to the one before, which keeps a list from being a circle.
    /// </summary>
    private long NextHold(long hold)
    {
        var next = HoldAt(hold)->Next;
        if (next != 0 && HoldAt(next)->Previous != hold) ThrowDamaged();
        return next;
    }

    private long FirstHoldOf(long holder)
    {
        var first = *FirstHold(holder);
        if (first != 0 && HoldAt(first)->Previous != 0) ThrowDamaged();
        return first;
    }

    private long NextProcess(long process)
    {
        var next = ProcessAt(process)->Next;
        if (next != 0 && ProcessAt(next)->Previous != process) ThrowDamaged();
        return next;
    }

    private long FirstListedProcess()
    {
        var first = *FirstProcess;
        if (first != 0 && ProcessAt(first)->Previous != 0) ThrowDamaged();
        return first;
    }

    /// <summary>
    /// Detects a list that has become a circle: remembers a place at growing distances, and the walk must not come to that place again.
    /// </summary>
    private struct ListWalk(Arena arena)
    {
        private long _remembered;
        private uint _steps;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void Pass(long place)
        {
            if (place == _remembered) arena.ThrowDamaged();
            if (System.Numerics.BitOperations.IsPow2(++_steps)) _remembered = place;
        }
    }
}

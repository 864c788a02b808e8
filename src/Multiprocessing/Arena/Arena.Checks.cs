using System.Runtime.CompilerServices;

namespace Multiprocessing.Memory;

/// <content>What is looked at before it is followed: a process that died may have written anything anywhere before.</content>
internal sealed unsafe partial class Arena
{
    // A pipe's has two.
    private const int MaxSide = 2;

    /// <summary>A block is one, and its contents lie within it.</summary>
    private void CheckBlock(long block)
    {
        if (!_map.IsUsed(block) || (ulong)BlockAt(block)->ContentLength > (ulong)((1L << _map.OrderAt(block)) - BlockHeader.Length))
        {
            ThrowDamaged();
        }
    }

    /// <summary>A hold is one, and so is what it holds.</summary>
    private void CheckHold(long hold)
    {
        if (!_map.IsUsed(hold) || _map.OrderAt(hold) != BuddyHeap.OrderOf(sizeof(HoldRecord))) ThrowDamaged();
        CheckBlock(HoldAt(hold)->Block);
        if (BlockAt(HoldAt(hold)->Block)->Holds <= 0 || (uint)HoldAt(hold)->Side > MaxSide) ThrowDamaged();
    }

    /// <summary>The hold behind another one. That each leads back to the one before keeps a list from being a circle.</summary>
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
    /// Ends the walk through a list that has become a circle: now and then it remembers where it is, and must not come there again.
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

using System.Runtime.InteropServices;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>In the arena: a recursive lock.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RecursiveLockState
{
    /// <summary>One that nobody can take or release; in this process.</summary>
    internal static readonly nint Untakable = MakeUntakable();

    /// <summary>An <see cref="OwnerWord"/>: the process.</summary>
    internal int Word;

    /// <summary>
    /// A <see cref="RecursiveHolder"/>: the thread or flow. Written by whoever has the word, after taking it and, to nothing, before
    /// releasing it. What a dead process has left here is nobody else's, since no two owners of a tree have the same number; it tells that
    /// the process died while it held the lock.
    /// </summary>
    internal long Holder;

    private static nint MakeUntakable()
    {
        var state = (RecursiveLockState*)NativeMemory.AllocZeroed((nuint)sizeof(RecursiveLockState));
        state->Word = OwnerWord.Flags;
        return (nint)state;
    }
}

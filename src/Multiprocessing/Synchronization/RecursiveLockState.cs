using System.Runtime.InteropServices;
using Multiprocessing.Waiting;

namespace Multiprocessing.Synchronization;

/// <summary>A recursive lock, in the arena.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RecursiveLockState
{
    /// <summary>A state that nobody can take or release, of this process alone.</summary>
    internal static readonly nint Untakable = MakeUntakable();

    /// <summary>An <see cref="OwnerWord"/>: the process that holds the lock.</summary>
    internal int Word;

    /// <summary>
    /// A <see cref="RecursiveHolder"/>: the thread or flow. Only the owner of the word writes it: after taking the word, and back to none
    /// before releasing it. A dead process's entry cannot be mistaken for another owner, since no two owners of a tree have the same
    /// number; it tells that the process died while it held the lock.
    /// </summary>
    internal long Holder;

    private static nint MakeUntakable()
    {
        var state = (RecursiveLockState*)NativeMemory.AllocZeroed((nuint)sizeof(RecursiveLockState));
        state->Word = OwnerWord.Flags;
        return (nint)state;
    }
}

using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Multiprocessing.Waiting;

/// <summary>
/// Handles the shared memory of a tree that is found damaged: some process has written where it had no business, as native code does that
/// has gone wild. Wherever a place that was read there leads nowhere, a word of that memory notes it. From then on, everybody that changes
/// or awaits anything shared gets an exception instead of following what cannot be trusted.
/// </summary>
internal static unsafe class SharedDamage
{
    // A word of this process alone, until it opens the arena.
    private static int* s_word = (int*)NativeMemory.AllocZeroed(sizeof(int));

    /// <summary>Whether the arena of this process's tree was found damaged.</summary>
    internal static bool IsKnown => Volatile.Read(ref *s_word) != 0;

    /// <summary>Tells which word notes the damage, once this process uses an arena.</summary>
    internal static void Watch(int* word) => s_word = word;

    /// <summary>Throws if the memory is damaged. Called after each sleep, since what the caller waits for may never come.</summary>
    internal static void ThrowIfKnown()
    {
        if (IsKnown) throw Exception();
    }

    /// <summary>Notes that an arena is damaged, for all processes that use it, and throws.</summary>
    /// <param name="word">The arena's word that notes damage.</param>
    [DoesNotReturn]
    internal static void Throw(int* word)
    {
        Volatile.Write(ref *word, 1);
        throw Exception();
    }

    private static InvalidDataException Exception() =>
        new("The memory that the processes of this tree share is damaged: one of them has written where it had no business, as native " +
            "code does that has gone wild. Nothing that is shared can be trusted any more; start the program again.");
}

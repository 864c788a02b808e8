using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Multiprocessing.Waiting;

/// <summary>
/// What becomes of the memory that a tree shares when it is found damaged: some process has written where it had no business, as native
/// code does that has gone wild. Wherever a place that was read there leads nowhere, that is noted in a word of it, and from then on all
/// who change or await anything shared are told so, instead of following what cannot be trusted.
/// </summary>
internal static unsafe class SharedDamage
{
    // Until this process opens the arena, a word of its own.
    private static int* s_word = (int*)NativeMemory.AllocZeroed(sizeof(int));

    /// <summary>Whether the arena of this process's tree was found damaged.</summary>
    internal static bool IsKnown => Volatile.Read(ref *s_word) != 0;

    /// <summary>This process uses the arena that has this word.</summary>
    internal static void Watch(int* word) => s_word = word;

    /// <summary>For those who wait, once they have slept: what they wait for may never come.</summary>
    internal static void ThrowIfKnown()
    {
        if (IsKnown) throw Exception();
    }

    /// <summary>Says that an arena is damaged, to all who use it.</summary>
    /// <param name="word">The arena's word for it.</param>
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

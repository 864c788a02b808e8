using System.Runtime.InteropServices;
using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>
/// In the arena: a part of a dictionary that changes under a lock of its own. The words that writers alone need lie apart from the words
/// that readers look at, so that taking the lock takes no line of the cache away from a reader.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = Length)]
internal unsafe struct StripeState
{
    internal const int Length = 256;

    /// <summary>The largest number of stripes, as a power of two; their states are cleared in place, as one small block.</summary>
    internal const int MaxOrder = 7;

    /// <summary>
    /// The lock; the word behind it counts the notes, which lie behind the first line, as <see cref="ChangeLog.Of"/> wants it.
    /// </summary>
    [FieldOffset(0)]
    internal int Lock;

    /// <summary>
    /// A table that is not in use: one that is about to become the stripe's, or was so before; 0 for none. Changes under the arena's lock
    /// as well.
    /// </summary>
    [FieldOffset(8)]
    internal long Spare;

    /// <summary>
    /// The dictionary's hold on the spare, once that is being let go of; 0 before. The spare says it too, but is cleared then.
    /// </summary>
    [FieldOffset(16)]
    internal long SpareHold;

    /// <summary>
    /// Odd while entries change that a reader may look at; a reader that finds the same even number before and after has
    /// read what was true.
    /// </summary>
    [FieldOffset(ChangeLog.ObjectLength)]
    internal long Version;

    /// <summary>Where the contents of the stripe's table begin; 0 before the first entry.</summary>
    [FieldOffset(ChangeLog.ObjectLength + 8)]
    internal long Table;

    /// <summary>How many entries it has.</summary>
    [FieldOffset(ChangeLog.ObjectLength + 16)]
    internal long Count;

    /// <summary>A process has died that held the dictionary: its locks go to the next ones. Done twice, it does no harm.</summary>
    internal static void AbandonAll(DictionaryState* dictionary, long contentLength, int process)
    {
        var stripes = Math.Clamp((contentLength - DictionaryState.Length) / Length, 0, 1 << MaxOrder);
        for (var stripe = (StripeState*)(dictionary + 1); stripes > 0; stripes--, stripe++) OwnerWord.Abandon(&stripe->Lock, process);
    }
}

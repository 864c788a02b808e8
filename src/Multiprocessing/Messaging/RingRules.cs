using Multiprocessing.Memory;

namespace Multiprocessing.Messaging;

/// <summary>What is agreed upon for a ring.</summary>
/// <param name="FirstUnits">How large its first buffer is, in units of 8 bytes; a power of two.</param>
/// <param name="MaxUnits">How large its buffer may become; longer messages go through it in parts.</param>
/// <param name="IsCounted">Whether it is noted who takes a message, until its task is done.</param>
internal sealed record RingRules(uint FirstUnits, uint MaxUnits, bool IsCounted)
{
    /// <summary>A larger buffer gives its memory back when it is idle.</summary>
    internal const uint LargestIdleUnits = 1 << 21;

    private const uint Large = 1 << 16;

    internal static readonly RingRules Pipe = new(1 << 9, Large, IsCounted: false);

    internal static readonly RingRules Queue = new(1 << 9, 1 << 30, IsCounted: true);

    /// <summary>
    /// What a part of a long message has at most, in bytes; a few of them fit in, so that both sides work at the same time.
    /// </summary>
    internal int PartLength { get; } = (int)Math.Min(MaxUnits / 32, Large) * Record.UnitLength - (2 * Record.UnitLength);

    /// <summary>
    /// How full a ring may be, that has its full size, for a sender to go on that waited for room: it is woken once for many messages.
    /// </summary>
    internal uint UnitsToGoOn { get; } = MaxUnits / 2;

    /// <summary>
    /// How large the next buffer is to be, so that there is room for a record of so many units beside others; 0 if it cannot be so large.
    /// </summary>
    internal uint NextUnits(uint present, uint wanted)
    {
        var next = Math.Max((ulong)present * (present < Large ? 4u : 2u),
            System.Numerics.BitOperations.RoundUpToPowerOf2(2 * (ulong)(wanted + 1)));
        return present == MaxUnits ? 0 : (uint)Math.Min(next, MaxUnits);
    }
}

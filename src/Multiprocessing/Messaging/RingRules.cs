namespace Multiprocessing.Messaging;

/// <summary>The rules of a ring, the same in each process.</summary>
/// <param name="FirstUnits">The size of the first buffer, in units of 8 bytes; a power of two.</param>
/// <param name="MaxUnits">The largest size of a buffer, in units of 8 bytes; longer messages go through it in parts.</param>
/// <param name="IsCounted">Whether it is counted which hold has taken a message, until its task is done; true for queues.</param>
internal sealed record RingRules(uint FirstUnits, uint MaxUnits, bool IsCounted)
{
    /// <summary>The size, in units of 8 bytes, above which a buffer gives its memory back when it is idle.</summary>
    internal const uint LargestIdleUnits = 1 << 21;

    private const uint Large = 1 << 16;

    internal static readonly RingRules Pipe = new(1 << 9, Large, IsCounted: false);

    internal static readonly RingRules Queue = new(1 << 9, 1 << 30, IsCounted: true);

    /// <summary>
    /// The longest part of a long message, in bytes. Several parts fit into the buffer, so that both sides work at the same time.
    /// </summary>
    internal int PartLength { get; } = (int)Math.Min(MaxUnits / 32, Large) * Record.UnitLength - (2 * Record.UnitLength);

    /// <summary>
    /// How many units may be in use, in a buffer of full size, when a sender that has waited for room goes on: it is woken once for many
    /// messages.
    /// </summary>
    internal uint UnitsToGoOn { get; } = MaxUnits / 2;

    /// <summary>
    /// Returns the size of the next buffer, with room for a record of the wanted units besides others; 0 if no buffer may be so large.
    /// </summary>
    internal uint NextUnits(uint present, uint wanted)
    {
        var next = Math.Max((ulong)present * (present < Large ? 4u : 2u),
            System.Numerics.BitOperations.RoundUpToPowerOf2(2 * (ulong)(wanted + 1)));
        return present == MaxUnits ? 0 : (uint)Math.Min(next, MaxUnits);
    }
}

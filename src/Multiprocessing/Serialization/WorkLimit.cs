namespace Multiprocessing.Serialization;

/// <summary>
/// How often something is looked at for the sake of one message beside its bytes: an element that another one is compared with, an object
/// that hangs on a key. Some bytes make far more of that than others, so it is bounded by the length of the message.
/// </summary>
/// <param name="length">The bytes of the message.</param>
internal struct WorkLimit(int length)
{
    // As much as nobody notices, so that a small message may be as unlucky as it likes.
    internal const long Free = 1 << 20;

    /// <summary>
    /// How much there may be for each byte. A few thousand elements of one hash code are within it, more than anybody has who measures.
    /// </summary>
    internal const long PerByte = 64;

    internal long Done { get; private set; }

    internal void Count(long steps, bool isLimited)
    {
        if (isLimited && (steps < 0 || steps > Free + (PerByte * length) - Done))
        {
            throw new InvalidDataException("A message makes its receiver work far longer than its length suggests: most of its keys " +
                "have the same hash code, or hang together in a way that no program needs.");
        }

        Done += steps;
    }
}

namespace Multiprocessing.Serialization;

/// <summary>
/// Limits the work that one message causes beside its bytes: comparing elements, following objects that hang on a key. A few bytes can
/// cause far more work than others, so the length of the message bounds it.
/// </summary>
/// <param name="length">The bytes of the message.</param>
internal struct WorkLimit(int length)
{
    // The work that nobody notices, so that a small message may be as unlucky as it likes.
    internal const long Free = 1 << 20;

    /// <summary>The limit for each byte. A few thousand elements of one hash code stay below it, more than real data has.</summary>
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

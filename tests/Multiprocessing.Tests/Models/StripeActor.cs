namespace Multiprocessing.Tests.Models;

/// <summary>One process of the stripe's model, as far as it has come.</summary>
internal struct StripeActor
{
    internal StripePlace Place;

    internal bool IsWriter;

    internal bool IsDead;

    /// <summary>The version that a reader has read before.</summary>
    internal byte Seen;

    internal byte First;

    internal byte Second;

    /// <summary>How often a reader still looks without the lock.</summary>
    internal byte Attempts;
}

using System.Runtime.CompilerServices;

namespace Multiprocessing.Tests.Models;

/// <summary>A stripe of two words that always agree, its lock, log and version, and who is at it.</summary>
internal struct StripeModelState
{
    internal byte First;

    internal byte Second;

    internal byte Version;

    /// <summary>The number of the actor that holds the lock, from 1; 0 for none.</summary>
    internal byte Owner;

    /// <summary>How many notes there are, and what they say.</summary>
    internal byte Notes;

    internal byte FirstWas;

    internal byte SecondWas;

    /// <summary>What both words are once whatever is not committed has been taken back.</summary>
    internal byte Committed;

    internal byte Deaths;

    /// <summary>Whether a reader has taken something for true that was not.</summary>
    internal bool IsWrong;

    internal StripeActors Actors;

    [InlineArray(Count)]
    internal struct StripeActors
    {
        internal const int Count = 3;

        private StripeActor _first;
    }
}

namespace Multiprocessing.Pools;

/// <summary>The tokens that stay live in a task, each a bit of a word.</summary>
internal static class TaskTokens
{
    /// <summary>The largest number of tokens in a task.</summary>
    internal const int Most = 63;

    /// <summary>The number under which a task is told that its time is over; no token of the caller has it.</summary>
    internal const int TimeIsOver = 63;

    /// <summary>The bits that cancel the token of a function: the caller's token, which is the first one, or the end of the time.</summary>
    internal const long OfGiven = 1L | (1L << TimeIsOver);
}

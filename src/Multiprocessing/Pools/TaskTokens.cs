namespace Multiprocessing.Pools;

/// <summary>The tokens that stay live in a task, each a bit of a word.</summary>
internal static class TaskTokens
{
    /// <summary>How many a task may have.</summary>
    internal const int Most = 63;

    /// <summary>The number under which a task is told that its time is over: no token of the caller's.</summary>
    internal const int TimeIsOver = 63;

    /// <summary>What cancels the token that a function is given: the caller's token, the first one, or the end of its time.</summary>
    internal const long OfGiven = 1L | (1L << TimeIsOver);
}

namespace Multiprocessing.Pools;

/// <summary>The tokens that stay live in a task.</summary>
internal static class TaskTokens
{
    /// <summary>How many a task may have: each is a bit of a word.</summary>
    internal const int Most = 64;
}

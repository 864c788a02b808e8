namespace Multiprocessing.Waiting;

/// <summary>
/// How long to sleep at most where nobody holds anything and only a lost wake-up could be missed: longer and longer, so that those who wait
/// long take no time.
/// </summary>
internal struct IdleSlice
{
    // No constants: the tests make them so long that no lost wake-up is hidden.
    private static readonly int s_first = 16;
    private static readonly int s_longest = 1000;

    private int _last;

    /// <summary>The next one, in milliseconds.</summary>
    internal int Next() => _last = _last == 0 ? s_first : Math.Min(2 * _last, s_longest);
}

namespace Multiprocessing.Waiting;

/// <summary>How long to sleep at most where nobody holds anything and only a lost wake-up could be missed: longer and longer, so that those who wait long take no time.</summary>
internal struct IdleSlice
{
    private const int First = 16;
    private const int Longest = 1000;

    private int _last;

    /// <summary>The next one, in milliseconds.</summary>
    internal int Next() => _last = _last == 0 ? First : Math.Min(2 * _last, Longest);
}

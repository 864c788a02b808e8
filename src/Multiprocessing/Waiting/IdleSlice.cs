namespace Multiprocessing.Waiting;

/// <summary>
/// The longest time to sleep where nobody holds anything and only a lost wake-up could be missed. It grows with each sleep, so that a long
/// wait takes no processor time.
/// </summary>
internal struct IdleSlice
{
    // Fields, not constants: tests make them so long that no lost wake-up is hidden.
    private static readonly int s_first = 16;
    private static readonly int s_longest = 1000;

    private int _last;

    /// <summary>Returns the next time to sleep, in milliseconds.</summary>
    internal int Next() => _last = _last == 0 ? s_first : Math.Min(2 * _last, s_longest);
}

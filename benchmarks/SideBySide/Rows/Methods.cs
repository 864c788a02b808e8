using Multiprocessing;

namespace SideBySide.Rows;

internal static class Methods
{
    public static readonly ProcessOptions Spawn = new() { StartMethod = StartMethod.Spawn };

    public static readonly ProcessOptions Spare = new() { StartMethod = StartMethod.WarmSpare };

    /// <summary>
    /// Takes a sample with a spare ready, and makes the next one before it returns: a spare that starts would slow whoever comes next.
    /// </summary>
    public static double WithSpare(Func<double> sample)
    {
        Prepare();
        var result = sample();
        Prepare();
        return result;
    }

    /// <summary>A process that has just become ready still does some work of its own.</summary>
    public static void LetSettle() => Thread.Sleep(20);

    private static void Prepare()
    {
        WarmSpares.PrepareAsync().GetAwaiter().GetResult();
        LetSettle();
    }
}

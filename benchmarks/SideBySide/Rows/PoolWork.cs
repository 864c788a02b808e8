using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>What pools run.</summary>
internal static class PoolWork
{
    private static readonly Lazy<ProcessPool> s_pool = new(static () => new ProcessPool(2));

    /// <summary>A pool of two that stays alive.</summary>
    public static ProcessPool Pool => s_pool.Value;

    public static int Square(int number) => number * number;

    public static int Length(byte[] bytes) => bytes.Length;

    public static int LengthOfShared(SharedArray<byte> bytes) => bytes.Length;

    public static byte[] Make(int length) => GC.AllocateUninitializedArray<byte>(length);

    /// <summary>How many primes there are from a number on, in a range of so many; the slow way.</summary>
    public static int CountPrimes(int from, int count)
    {
        var primes = 0;
        for (var number = from; number < from + count; number++)
        {
            if (IsPrime(number)) primes++;
        }

        return primes;
    }

    /// <summary>One line of a picture of the Mandelbrot set: steps until each point is outside.</summary>
    public static int[] MandelbrotLine(int line, int width, int height)
    {
        const int Most = 500;
        var steps = new int[width];
        var imaginary = (2.4 * line / height) - 1.2;
        for (var column = 0; column < width; column++)
        {
            var real = (3.2 * column / width) - 2.2;
            var (x, y, step) = (0.0, 0.0, 0);
            for (; step < Most && (x * x) + (y * y) < 4; step++) (x, y) = ((x * x) - (y * y) + real, (2 * x * y) + imaginary);
            steps[column] = step;
        }

        return steps;
    }

    private static bool IsPrime(int number)
    {
        if (number < 2) return false;
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }

        return true;
    }
}

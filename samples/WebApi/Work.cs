using System.Runtime.InteropServices;

namespace WebApi;

/// <summary>What runs in the workers: of use, and not.</summary>
internal static class Work
{
    internal static int CountPrimes(int limit) => Enumerable.Range(0, Math.Max(limit, 0)).Count(IsPrime);

    // As a bug in native code does: reads where there is no memory.
    internal static long Crash() => StringLength(1);

    internal static int Hang()
    {
        while (true)
        {
        }
    }

    internal static int EatMemory()
    {
        for (var eaten = new List<byte[]>(); ;)
        {
            eaten.Add(new byte[4 << 20]);
            eaten[^1].AsSpan().Fill(1);
        }
    }

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor <= number / divisor; divisor++)
        {
            if (number % divisor == 0) return false;
        }

        return number > 1;
    }

    [DllImport("libc", EntryPoint = "strlen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint StringLength(nint text);
}

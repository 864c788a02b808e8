using System.Runtime.InteropServices;
using Multiprocessing;

namespace Tour.Chapters;

/// <summary>What comes back from a child, and what does not harm its parent.</summary>
internal static class Results
{
    internal static async Task AwaitAsync()
    {
        var limit = 100_000;
        var primes = await ChildProcess.RunAsync(() => Enumerable.Range(2, limit).Count(IsPrime));
        Console.WriteLine($"A child counted {primes} primes below {limit}.");
    }

    internal static async Task ExceptionAsync()
    {
        try
        {
            await ChildProcess.RunAsync(() => int.Parse("twelve", System.Globalization.CultureInfo.InvariantCulture));
        }
        catch (FormatException exception)
        {
            Console.WriteLine($"The child threw {exception.GetType().Name}: {exception.Message}");
            Console.WriteLine($"Its stack: {exception.StackTrace!.Split('\n')[0].Trim()}");
        }
    }

    internal static async Task NativeCrashAsync()
    {
        try
        {
            await ChildProcess.RunAsync(() => Environment.FailFast("native code ran wild"), new ProcessOptions { StandardError = ProcessOutput.Discarded });
        }
        catch (ProcessCrashedException crash)
        {
            Console.WriteLine($"Survived FailFast: the child ended by signal {crash.Signal}.");
        }

        try
        {
            await ChildProcess.RunAsync(() => RaiseSegmentationFault(), new ProcessOptions { StandardError = ProcessOutput.Discarded });
        }
        catch (ProcessCrashedException crash)
        {
            Console.WriteLine($"Survived a memory access violation: the child ended by signal {crash.Signal}.");
        }
    }

    internal static Task RunawayAsync()
    {
        using var runaway = ChildProcess.Start(() =>
        {
            while (true)
            {
            }
        });
        if (!runaway.Join(TimeSpan.FromMilliseconds(300))) runaway.Kill();
        runaway.Join();
        Console.WriteLine($"The loop had to be killed: exit code {runaway.ExitCode}.");
        return Task.CompletedTask;
    }

    private static bool IsPrime(int number)
    {
        for (var divisor = 2; divisor * divisor <= number; divisor++)
        {
            if (number % divisor == 0) return false;
        }

        return true;
    }

    private static void RaiseSegmentationFault()
    {
        // strlen of an address that is not there: a fault in native code, which no catch block can stop.
        _ = StringLength(1);
    }

    [DllImport("libc", EntryPoint = "strlen")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint StringLength(nint address);
}

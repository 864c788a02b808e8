using Multiprocessing;

namespace FaultProgram;

/// <summary>The functions of children, and how a scenario starts them.</summary>
internal static class Work
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    internal static ProcessOptions Spare { get; } = new() { StartMethod = StartMethod.WarmSpare };

    /// <summary>A child that also uses its output, whatever that is.</summary>
    internal static string Talk()
    {
        Console.WriteLine("output of a child");
        Console.Error.WriteLine("error output of a child");
        return "42";
    }

    internal static void Fail() => throw new FormatException("as wanted");

    internal static void Spin()
    {
        while (true)
        {
        }
    }

    internal static void Sleep() => Thread.Sleep(Timeout.Infinite);

    /// <summary>Without the thread pool, which may be short of threads itself.</summary>
    internal static string Start(ProcessOptions? options = null)
    {
        using var child = ChildProcess.Start(Talk, options);
        return child.Join(s_patience) ? child.Result : "hangs";
    }

    /// <summary>What the host and the runtime of a child print when they cannot start is not looked at.</summary>
    internal static string StartSilently(Dictionary<string, string?>? environment = null)
    {
        using var child = ChildProcess.Start(static () => "42", new ProcessOptions { StandardError = ProcessOutput.Discarded, Environment = environment });
        return child.Join(s_patience) ? child.Result : "hangs";
    }

    internal static string StartOnSpare()
    {
        if (!WarmSpares.PrepareAsync().Wait(s_patience)) return "hangs";
        return Start(Spare);
    }

    internal static string PrepareSpare()
    {
        try
        {
            return WarmSpares.PrepareAsync().Wait(s_patience) ? "ready" : "hangs";
        }
        catch (AggregateException failure)
        {
            throw failure.InnerException!;
        }
    }
}

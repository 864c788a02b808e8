using System.Diagnostics;

namespace Multiprocessing.Tests.Memory;

/// <summary>The real Python of the machine, which runs a script and answers line by line.</summary>
internal sealed class Python : IDisposable
{
    // Python before 3.13 removes at its end what it has only opened, unless its tracker forgets it.
    private const string Prelude = """
        import sys, struct
        from multiprocessing import resource_tracker, shared_memory

        def forget(memory):
            resource_tracker.unregister(memory._name, 'shared_memory')
            return memory

        def attach(name):
            return shared_memory.SharedMemory(name, track=False) if sys.version_info >= (3, 13) else forget(shared_memory.SharedMemory(name))

        def say(*values):
            print(*values, flush=True)

        """;

    private const string First = "python3";

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private static readonly Lazy<string?> s_missing = new(static () => Explain("import sys; from multiprocessing import shared_memory; assert sys.version_info >= (3, 9), 'it is older than 3.9'"));

    // The system's own Python may have NumPy where the first one on the path has not.
    private static readonly Lazy<string?> s_withNumPy = new(static () => ((string[])[First, "/usr/bin/python3"]).FirstOrDefault(static python => Explain("import numpy", python) is null));
    private readonly Process _process;

    internal Python(string script, params string[] arguments)
        : this(First, script, arguments)
    {
    }

    private Python(string python, string script, string[] arguments) => _process = Start(python, Prelude + script, arguments);

    /// <summary>Skips the test where there is no Python.</summary>
    internal static void Require() => Assert.SkipWhen(s_missing.Value is not null, s_missing.Value ?? "");

    /// <summary>A Python with NumPy; skips the test where there is none.</summary>
    internal static Python WithNumPy(string script)
    {
        Assert.SkipWhen(s_withNumPy.Value is null, "no Python with NumPy on this machine");
        return new Python(s_withNumPy.Value!, script, []);
    }

    /// <summary>Runs a script to its end.</summary>
    /// <returns>What it has said.</returns>
    internal static string[] Run(string script, params string[] arguments)
    {
        using var python = new Python(script, arguments);
        return python.Finish();
    }

    internal string ReadLine() =>
        _process.StandardOutput.ReadLineAsync().WaitAsync(s_patience).Result ?? throw new InvalidOperationException(_process.StandardError.ReadToEnd());

    internal void WriteLine(string line = "")
    {
        _process.StandardInput.WriteLine(line);
        _process.StandardInput.Flush();
    }

    internal string[] Finish()
    {
        _process.StandardInput.Close();
        var output = _process.StandardOutput.ReadToEndAsync();
        var error = _process.StandardError.ReadToEndAsync();
        Assert.True(_process.WaitForExit(s_patience));
        Assert.True(_process.ExitCode == 0, error.Result);
        // What the tracker complains of would be our fault.
        Assert.Equal("", error.Result);
        return output.Result.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.Dispose();
    }

    private static Process Start(string python, string script, string[] arguments) =>
        Process.Start(new ProcessStartInfo(python, ["-c", script, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;

    private static string? Explain(string import, string python = First)
    {
        try
        {
            using var process = Start(python, import, []);
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"python3: {error.TrimEnd().Split('\n')[^1]}";
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return "there is no python3 on this machine";
        }
    }
}

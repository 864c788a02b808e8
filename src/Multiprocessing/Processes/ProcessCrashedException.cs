namespace Multiprocessing;

/// <summary>A child process ended without finishing its function: it was killed, crashed, or called <see cref="Environment.Exit"/>.</summary>
public sealed class ProcessCrashedException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ProcessCrashedException()
        : base("A child process ended without finishing its function.")
    {
    }

    /// <summary>Creates the exception with a message.</summary>
    /// <param name="message">The message.</param>
    public ProcessCrashedException(string message)
        : base(message)
    {
    }

    /// <summary>Creates the exception with a message and its cause.</summary>
    /// <param name="message">The message.</param>
    /// <param name="innerException">The cause.</param>
    public ProcessCrashedException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    internal ProcessCrashedException(string name, int id, int exitCode, string? errorOutput, Exception? innerException = null)
        : base(Describe(name, id, exitCode, errorOutput), innerException)
    {
        ProcessName = name;
        ProcessId = id;
        ExitCode = exitCode;
        ErrorOutput = errorOutput;
    }

    /// <summary>What was tried several times, and crashed each time.</summary>
    internal ProcessCrashedException(int tries, ProcessCrashedException last)
        : base($"The task was given up: it was tried {tries} times, and each time its worker was lost. The last time: {last.Message}", last)
    {
        ProcessName = last.ProcessName;
        ProcessId = last.ProcessId;
        ExitCode = last.ExitCode;
        ErrorOutput = last.ErrorOutput;
    }

    /// <summary>The name of the child.</summary>
    public string? ProcessName { get; }

    /// <summary>The system's id of the child.</summary>
    public int ProcessId { get; }

    /// <summary>The exit code; minus the number of the signal when one killed the child.</summary>
    public int ExitCode { get; }

    /// <summary>The number of the signal that killed the child, or null when it ended by itself.</summary>
    public int? Signal => ExitCode < 0 ? -ExitCode : null;

    /// <summary>The last lines of the child's standard error; null where that was not redirected.</summary>
    public string? ErrorOutput { get; }

    private static string Describe(string name, int id, int exitCode, string? errorOutput)
    {
        var how = exitCode switch
        {
            -4 => "crashed with an illegal instruction (signal 4)",
            -6 => "aborted, as after a stack overflow, FailFast or an unhandled exception on another thread (signal 6)",
            -8 => "crashed with an arithmetic error (signal 8)",
            -9 => "was killed (signal 9)",
            -11 => "crashed with a memory access violation (signal 11)",
            -15 => "was terminated (signal 15)",
            < 0 => $"was ended by signal {-exitCode}",
            _ => $"ended with exit code {exitCode} before its function returned",
        };
        var text = $"Process {name} ({id}) {how}.";
        return string.IsNullOrEmpty(errorOutput) ? text : $"{text} Its last error output:{Environment.NewLine}{errorOutput}";
    }
}

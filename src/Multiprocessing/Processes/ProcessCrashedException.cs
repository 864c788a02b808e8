using System.Globalization;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>
/// Thrown when a child process ended without finishing its function: it was killed, crashed, or called <see cref="Environment.Exit"/>.
/// </summary>
public sealed class ProcessCrashedException : Exception
{
    internal ProcessCrashedException(string name, int id, ExitStatus exitStatus, string? errorOutput, Exception? innerException = null,
        string? items = null)
        : base(Describe(name, id, exitStatus, errorOutput, items), innerException)
    {
        ProcessName = name;
        ProcessId = id;
        ExitStatus = exitStatus;
        ErrorOutput = errorOutput;
    }

    /// <summary>Makes the exception for a function that was tried several times, and crashed each time.</summary>
    internal ProcessCrashedException(int tries, ProcessCrashedException last)
        : base($"The task was given up: it was tried {tries} times, and each time its worker was lost. The last time: {last.Message}", last)
    {
        ProcessName = last.ProcessName;
        ProcessId = last.ProcessId;
        ExitStatus = last.ExitStatus;
        ErrorOutput = last.ErrorOutput;
    }

    /// <summary>The name of the child.</summary>
    public string ProcessName { get; }

    /// <summary>The system's id of the child.</summary>
    public int ProcessId { get; }

    /// <summary>How the child ended.</summary>
    public ExitStatus ExitStatus { get; }

    /// <summary>
    /// The last lines of the child's standard error, and before them the first two lines of the .NET runtime's report of its crash; null
    /// where standard error was not redirected.
    /// </summary>
    public string? ErrorOutput { get; }

    private static string Describe(string name, int id, ExitStatus exitStatus, string? errorOutput, string? items)
    {
        var signal = string.Create(CultureInfo.InvariantCulture, $" (signal {exitStatus.Signal})");
        var how = exitStatus.Cause switch
        {
            EndCause.IllegalInstruction => $"crashed with an illegal instruction{signal}",
            EndCause.Abort => $"{CrashWords.Tell(errorOutput)}{signal}",
            EndCause.BusError =>
                $"crashed with a bus error, as where a mapped file has become shorter or there is no memory for it{signal}",
            EndCause.ArithmeticError => $"crashed with an arithmetic error{signal}",
            EndCause.Killed => $"was killed{signal}",
            EndCause.SegmentationFault => "crashed with a segmentation fault, a memory access violation in native code" + signal,
            EndCause.Terminated => $"was terminated{signal}",
            EndCause.Exit => $"ended with {exitStatus} before its function returned",
            _ => $"was {exitStatus}",
        };
        var text = $"Process {name} ({id}) {how}{(items is null ? "" : $" while it ran {items}")}.";
        return string.IsNullOrEmpty(errorOutput) ? text : $"{text} Its last error output:{Environment.NewLine}{errorOutput}";
    }
}

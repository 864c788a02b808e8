using System.Diagnostics;
using System.Globalization;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>
/// How a process ended: by itself with an exit code, or by a signal. A value: equal where processes ended alike. Immutable, hence
/// thread-safe.
/// </summary>
[DebuggerDisplay("{ToString(),nq}")]
public sealed class ExitStatus
{
    private readonly int _number;

    /// <param name="number">The exit code, or minus the number of a signal.</param>
    internal ExitStatus(int number) => _number = number;

    /// <summary>
    /// The exit code that the process gave, 0 to 255; null where a signal ended it. 0 means success; 1 follows an unhandled exception.
    /// </summary>
    public int? Code => _number >= 0 ? _number : null;

    /// <summary>
    /// The number of the signal that ended the process, such as 9 for SIGKILL, or 6 for SIGABRT, which a crashing .NET process sends to
    /// itself; null where the process ended by itself.
    /// </summary>
    public int? Signal => _number < 0 ? -_number : null;

    /// <summary>
    /// Whether a signal ended the process: one sent by <see cref="ChildProcess.Kill"/>, by the system when memory ran out, by the process's
    /// own crash, or by another program.
    /// </summary>
    public bool WasKilled => Signal is not null;

    internal EndCause Cause => EndSignals.CauseOf(Signal);

    /// <summary>Both as Python's one number: the exit code, or minus the number of the signal.</summary>
    internal int Number => _number;

    /// <summary>Compares two ends.</summary>
    /// <param name="obj">The other one.</param>
    /// <returns>Whether it is of a process that ended with the same exit code, or by the same signal.</returns>
    public override bool Equals(object? obj) => obj is ExitStatus other && other._number == _number;

    /// <summary>Hashes the exit code or the signal.</summary>
    /// <returns>The same for equal ends.</returns>
    public override int GetHashCode() => _number;

    /// <summary>Describes the status in words.</summary>
    /// <returns>Text such as <c>exit code 3</c> or <c>killed by signal 9 (SIGKILL)</c>.</returns>
    public override string ToString() => Signal is not { } signal ? string.Create(CultureInfo.InvariantCulture, $"exit code {_number}")
        : EndSignals.NameOf(signal) is { } name ? string.Create(CultureInfo.InvariantCulture, $"killed by signal {signal} ({name})")
        : string.Create(CultureInfo.InvariantCulture, $"killed by signal {signal}");
}

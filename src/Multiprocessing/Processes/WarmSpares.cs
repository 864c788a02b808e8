using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Launching;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>
/// The spare processes that wait for <see cref="StartMethod.WarmSpare"/>. Thread-safe. (Python: the fork server,
/// <c>set_forkserver_preload</c>.)
/// </summary>
public static class WarmSpares
{
    /// <summary>
    /// The number of spares that are kept ready, 0 to 1024; 1 at first. They are started when the first child asks for one, or by
    /// <see cref="PrepareAsync"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is out of range.</exception>
    public static int Count
    {
        get => SpareProcesses.Instance.Count;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1024);
            SpareProcesses.Instance.Count = value;
        }
    }

    /// <summary>
    /// Work that each spare does while it waits, so that its function finds it done: load assemblies, fill caches, call what is to be
    /// compiled. Null, at first, for nothing. Captured variables travel with the values that they have when a spare starts. If the work
    /// throws, the spare reports that on standard error and goes on. Spares that were started before are replaced. (Python:
    /// <c>set_forkserver_preload</c>.)
    /// </summary>
    public static Action? Preload
    {
        get => WarmUp.Preload;
        set
        {
            WarmUp.Preload = value;
            SpareProcesses.Instance.Replace();
        }
    }

    /// <summary>Starts the spares that are missing and waits until all are ready.</summary>
    /// <param name="cancellationToken">Ends the wait; the spares go on starting.</param>
    /// <returns>A task that completes when <see cref="Count"/> spares are ready.</returns>
    /// <exception cref="ProcessStartException">No spare could be started.</exception>
    [RequiresDynamicCode(AheadOfTime.NoChildren)]
    public static Task PrepareAsync(CancellationToken cancellationToken = default)
    {
        CurrentProcess.RequireMayHaveChildren();
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotStart();
        CurrentProcess.WatchExit();
        return SpareProcesses.Instance.PrepareAsync().WaitAsync(cancellationToken);
    }
}

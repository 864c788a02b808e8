using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Multiprocessing.Hosting;

/// <summary>Judges a pool's health by its snapshot.</summary>
[RequiresDynamicCode(ProcessPoolServiceCollectionExtensions.NoChildren)]
internal sealed class PoolHealthCheck(IServiceProvider services, Func<IServiceProvider, TaskPool> find) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        // Found now and not before: a pool that cannot be made fails its own check, and no other one.
        var pool = find(services);
        var snapshot = pool.GetSnapshot();
        var (status, description) = Judge(pool.Name, snapshot, context.Registration.FailureStatus);
        return Task.FromResult(new HealthCheckResult(status, description, snapshot.Failure, Figures(pool.Name, snapshot)));
    }

    private static (HealthStatus Status, string Description) Judge(string pool, PoolSnapshot snapshot, HealthStatus failure)
    {
        if (snapshot.Failure is { } broken) return (failure, broken.Message);
        if (!snapshot.AcceptsTasks) return (failure, $"The process pool '{pool}' takes no more tasks.");
        var (idle, busy) = (Count(snapshot, PoolWorkerState.Idle), Count(snapshot, PoolWorkerState.Busy));
        // A pool that stops all of its workers when there is nothing to do lacks nothing.
        if (idle + busy > 0 || (snapshot.Workers.Count == 0 && snapshot.QueuedTasks == 0))
        {
            return (HealthStatus.Healthy, $"{busy} workers are busy, {idle} are idle; {snapshot.QueuedTasks} tasks wait.");
        }

        return (HealthStatus.Degraded, $"No worker is ready, {Count(snapshot, PoolWorkerState.Starting)} start; {snapshot.QueuedTasks} " +
            "tasks wait.");
    }

    private static int Count(PoolSnapshot snapshot, PoolWorkerState state) => snapshot.Workers.Count(worker => worker.State == state);

    private static Dictionary<string, object> Figures(string pool, PoolSnapshot snapshot) => new()
    {
        ["pool"] = pool,
        ["workersStarting"] = Count(snapshot, PoolWorkerState.Starting),
        ["workersIdle"] = Count(snapshot, PoolWorkerState.Idle),
        ["workersBusy"] = Count(snapshot, PoolWorkerState.Busy),
        ["workersStopping"] = Count(snapshot, PoolWorkerState.Stopping),
        ["queuedTasks"] = snapshot.QueuedTasks,
        ["sentTasks"] = snapshot.Workers.Sum(static worker => worker.Tasks),
        ["completedTasks"] = snapshot.CompletedTasks,
        ["failedTasks"] = snapshot.FailedTasks,
        ["restarts"] = snapshot.Restarts,
        ["privateBytes"] = snapshot.Workers.Sum(static worker => worker.PrivateBytes),
        ["longestRunSeconds"] = snapshot.Workers.Max(static worker => worker.RunningFor)?.TotalSeconds ?? 0,
    };
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Multiprocessing.Hosting;

/// <summary>
/// Makes a pool before the host's services start, and shuts it down when they have stopped, so that none of them is ever without it.
/// </summary>
[RequiresDynamicCode(ProcessPoolServiceCollectionExtensions.NoChildren)]
internal sealed partial class PoolLifetime(IServiceProvider services, Func<IServiceProvider, TaskPool> find) : IHostedLifecycleService
{
    private TaskPool? _pool;

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        _pool = find(services);
        services.GetRequiredService<PoolKiller>().Pool = _pool;
        return Task.CompletedTask;
    }

    /// <param name="cancellationToken">Cancelled when the host's time to shut down is over.</param>
    public async Task StoppedAsync(CancellationToken cancellationToken)
    {
        if (_pool is null) return;
        try
        {
            await _pool.ShutdownAsync(cancellationToken: cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            var snapshot = _pool.GetSnapshot();
            LogKilled(Logger(), _pool.Name, snapshot.Workers.Sum(static worker => worker.Tasks), snapshot.QueuedTasks);
            _pool.Terminate();
            await _pool.DisposeAsync().ConfigureAwait(false);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private ILogger Logger() => services.GetService<ILogger<ProcessPool>>() ?? (ILogger)NullLogger.Instance;

    [LoggerMessage(1, LogLevel.Warning,
        "The workers of the process pool '{Pool}' are killed: the time to shut down is over. " +
        "{Sent} tasks were with them, {Queued} waited.")]
    private static partial void LogKilled(ILogger logger, string pool, int sent, int queued);
}

using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Multiprocessing;
using Multiprocessing.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Adds health checks of pools that are services. A pool that is broken, or takes no more tasks, is unhealthy; a pool without a ready
/// worker is degraded, as for a moment after its start; any other pool is healthy. The figures of <see cref="TaskPool.GetSnapshot"/> are in
/// the check's data. A check runs no task, so it waits for nothing. Thread-safe, once the services are built.
/// </summary>
[RequiresDynamicCode(ProcessPoolServiceCollectionExtensions.NoChildren)]
public static class ProcessPoolHealthChecksBuilderExtensions
{
    private const string DefaultName = "process-pool";

    /// <summary>Adds a check of a <see cref="ProcessPool"/>.</summary>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name; null for the key where that is a text, and for <c>process-pool</c> otherwise.</param>
    /// <param name="serviceKey">The pool's key; null for none.</param>
    /// <param name="failureStatus">The status of a pool that is broken, or takes no more tasks; null for
    /// <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags by which checks are chosen; null for none.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddProcessPool(this IHealthChecksBuilder builder, string? name = null, object? serviceKey = null,
        HealthStatus? failureStatus = null, IEnumerable<string>? tags = null) =>
        builder.Add(name, serviceKey, provider => provider.GetRequiredKeyedService<ProcessPool>(serviceKey), failureStatus, tags);

    /// <summary>Adds a check of a <see cref="ProcessPool{TState}"/>.</summary>
    /// <typeparam name="TState">The type of each worker's own state.</typeparam>
    /// <param name="builder">The health checks.</param>
    /// <param name="name">The check's name; null for the key where that is a text, and for <c>process-pool</c> otherwise.</param>
    /// <param name="serviceKey">The pool's key; null for none.</param>
    /// <param name="failureStatus">The status of a pool that is broken, or takes no more tasks; null for
    /// <see cref="HealthStatus.Unhealthy"/>.</param>
    /// <param name="tags">Tags by which checks are chosen; null for none.</param>
    /// <returns>The health checks.</returns>
    public static IHealthChecksBuilder AddProcessPool<TState>(this IHealthChecksBuilder builder, string? name = null,
        object? serviceKey = null, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null) =>
        builder.Add(name, serviceKey, provider => provider.GetRequiredKeyedService<ProcessPool<TState>>(serviceKey), failureStatus, tags);

    private static IHealthChecksBuilder Add(this IHealthChecksBuilder builder, string? name, object? key,
        Func<IServiceProvider, TaskPool> find, HealthStatus? failureStatus, IEnumerable<string>? tags)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(
            new HealthCheckRegistration(name ?? key as string ?? DefaultName, provider => new PoolHealthCheck(provider, find),
            failureStatus, tags));
    }
}

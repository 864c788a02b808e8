using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Hosting;
using Multiprocessing;
using Multiprocessing.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Registers pools of processes as services of a host. A pool is made when it is first asked for, and at the latest before the host's
/// services start: a mistake in its options then stops the start, and the first request finds workers. The pool is shut down when all
/// hosted services have stopped, web servers too: its tasks are finished, within the host's shutdown time, and its workers end; after that
/// time they are killed. Thread-safe, once the services are built.
/// </summary>
[RequiresDynamicCode(NoChildren)]
public static class ProcessPoolServiceCollectionExtensions
{
    internal const string NoChildren = "Programs that are compiled ahead of time (NativeAOT, PublishAot) cannot start children yet; " +
        "publish without PublishAot.";

    /// <summary>Registers a <see cref="ProcessPool"/>.</summary>
    /// <param name="services">The services.</param>
    /// <param name="options">How the pool works; null for as many workers as the program has processors. Settings of a configuration are
    /// added by <see cref="ProcessPoolConfigurationExtensions.WithConfiguration"/>.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProcessPool(this IServiceCollection services, ProcessPoolOptions? options = null) =>
        services.AddKeyedProcessPool(null, options);

    /// <summary>Registers a <see cref="ProcessPool"/> whose options need other services.</summary>
    /// <param name="services">The services.</param>
    /// <param name="makeOptions">Returns how the pool works; called once, when the pool is made.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProcessPool(this IServiceCollection services,
        Func<IServiceProvider, ProcessPoolOptions> makeOptions) =>
        services.AddKeyedProcessPool(null, makeOptions);

    /// <summary>
    /// Registers a <see cref="ProcessPool{TState}"/>, whose workers each make something once and hand it to every function that they run.
    /// </summary>
    /// <typeparam name="TState">The type of each worker's own state; it never travels.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="makeState">Makes a worker's state, in the worker, where the host's services are not available.</param>
    /// <param name="makeOptions">Returns how the pool works; null for as many workers as the program has processors.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddProcessPool<TState>(this IServiceCollection services, Func<TState> makeState,
        Func<IServiceProvider, ProcessPoolOptions>? makeOptions = null) =>
        services.AddKeyedProcessPool(null, makeState, makeOptions);

    /// <summary>Registers a <see cref="ProcessPool"/> beside others, under a key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key, for <see cref="FromKeyedServicesAttribute"/>; null is the same as none. A text is also the pool's
    /// name, where its options give none.</param>
    /// <param name="options">How the pool works; null for as many workers as the program has processors.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedProcessPool(this IServiceCollection services, object? serviceKey,
        ProcessPoolOptions? options = null)
    {
        options ??= new ProcessPoolOptions();
        return services.AddKeyedProcessPool(serviceKey, _ => options);
    }

    /// <summary>Registers a <see cref="ProcessPool"/> beside others, under a key.</summary>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key, for <see cref="FromKeyedServicesAttribute"/>; null is the same as none. A text is also the pool's
    /// name, where its options give none.</param>
    /// <param name="makeOptions">Returns how the pool works; called once, when the pool is made.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedProcessPool(this IServiceCollection services, object? serviceKey,
        Func<IServiceProvider, ProcessPoolOptions> makeOptions)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(makeOptions);
        services.AddKeyedSingleton(serviceKey, (provider, _) =>
            Make(makeOptions(provider), serviceKey, static options => new ProcessPool(options)));
        return services.AddLifetime(provider => provider.GetRequiredKeyedService<ProcessPool>(serviceKey));
    }

    /// <summary>Registers a <see cref="ProcessPool{TState}"/> beside others, under a key.</summary>
    /// <typeparam name="TState">The type of each worker's own state; it never travels.</typeparam>
    /// <param name="services">The services.</param>
    /// <param name="serviceKey">The key, for <see cref="FromKeyedServicesAttribute"/>; null is the same as none. A text is also the pool's
    /// name, where its options give none.</param>
    /// <param name="makeState">Makes a worker's state, in the worker, where the host's services are not available.</param>
    /// <param name="makeOptions">Returns how the pool works; null for as many workers as the program has processors.</param>
    /// <returns>The services.</returns>
    public static IServiceCollection AddKeyedProcessPool<TState>(this IServiceCollection services, object? serviceKey,
        Func<TState> makeState, Func<IServiceProvider, ProcessPoolOptions>? makeOptions = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(makeState);
        services.AddKeyedSingleton(serviceKey, (provider, _) =>
            Make(makeOptions?.Invoke(provider) ?? new ProcessPoolOptions(), serviceKey, options =>
            new ProcessPool<TState>(makeState, options)));
        return services.AddLifetime(provider => provider.GetRequiredKeyedService<ProcessPool<TState>>(serviceKey));
    }

    // A pool copies its options. The options may belong to several pools, so no pool leaves its name in them.
    private static TPool Make<TPool>(ProcessPoolOptions options, object? key, Func<ProcessPoolOptions, TPool> make)
    {
        if (options.Name is not null || key is not string { Length: > 0 } name) return make(options);
        lock (options)
        {
            options.Name = name;
            try
            {
                return make(options);
            }
            finally
            {
                options.Name = null;
            }
        }
    }

    // Not AddHostedService, which takes one service of a type: each pool has its own.
    private static IServiceCollection AddLifetime(this IServiceCollection services, Func<IServiceProvider, TaskPool> find) =>
        services.AddTransient<PoolKiller>().AddSingleton<IHostedService>(provider => new PoolLifetime(provider, find));
}

using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Multiprocessing.Tests.Hosting;

/// <summary>A host of these tests: nothing but what they register, and no log on the console.</summary>
internal static class PoolHost
{
    /// <summary>Far longer than anything here takes, on a busy machine too.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    internal static IHost Build(Action<IServiceCollection> register)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        register(builder.Services);
        return builder.Build();
    }

    internal static async Task<IHost> StartAsync(Action<IServiceCollection> register)
    {
        var host = Build(register);
        await host.StartAsync().WaitAsync(Patience);
        return host;
    }

    /// <summary>The workers' process ids, when all of them have started.</summary>
    internal static int[] Workers(TaskPool pool)
    {
        Synchronization.Eventually.IsTrue(() => pool.GetSnapshot().Workers.All(static worker => worker.ProcessId is not null));
        return [.. pool.GetSnapshot().Workers.Select(static worker => worker.ProcessId!.Value)];
    }

    /// <summary>Waits until all workers can take tasks.</summary>
    internal static void AwaitReady(TaskPool pool) =>
        Synchronization.Eventually.IsTrue(() => pool.GetSnapshot().Workers.All(static worker => worker.State != PoolWorkerState.Starting));

    /// <summary>Waits until it takes no more tasks.</summary>
    internal static void AwaitClosed(TaskPool pool) => Synchronization.Eventually.IsTrue(() => !pool.GetSnapshot().AcceptsTasks);

    /// <summary>Keeps what is logged.</summary>
    internal sealed class Log : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        internal string[] Lines
        {
            get
            {
                lock (_lines) return [.. _lines];
            }
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        void ILogger.Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines) _lines.Add($"{logLevel}: {formatter(state, exception)}");
        }

        public void Dispose()
        {
        }
    }
}

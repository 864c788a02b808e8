using Microsoft.Extensions.Configuration;

namespace Multiprocessing.Hosting;

/// <summary>The options of a pool that a configuration may name. Read by hand: no reflection, and each mistake has a message of its own.</summary>
internal static class PoolSettings
{
    private static readonly Dictionary<string, Func<RetryPolicy, IConfigurationSection, RetryPolicy>> s_retrySettings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(RetryPolicy.MaximumRetries)] = static (policy, setting) => policy with { MaximumRetries = SettingValue.Require<int>(setting) },
        [nameof(RetryPolicy.Delay)] = static (policy, setting) => policy with { Delay = SettingValue.Require<TimeSpan>(setting) },
        [nameof(RetryPolicy.DelayGrowth)] = static (policy, setting) => policy with { DelayGrowth = SettingValue.Require<double>(setting) },
        [nameof(RetryPolicy.MaxDelay)] = static (policy, setting) => policy with { MaxDelay = SettingValue.Require<TimeSpan>(setting) },
        [nameof(RetryPolicy.AfterTimeLimit)] = static (policy, setting) => policy with { AfterTimeLimit = SettingValue.Require<bool>(setting) },
        [nameof(RetryPolicy.AfterMemoryLimit)] = static (policy, setting) => policy with { AfterMemoryLimit = SettingValue.Require<bool>(setting) },
    };

    private static readonly Dictionary<string, Func<ProcessPoolOptions, IConfigurationSection, ProcessPoolOptions>> s_settings = new(StringComparer.OrdinalIgnoreCase)
    {
        [nameof(ProcessPoolOptions.Name)] = static (options, setting) => options with { Name = setting.Value },
        [nameof(ProcessPoolOptions.Workers)] = static (options, setting) => options with { Workers = SettingValue.Read<int>(setting) },
        [nameof(ProcessPoolOptions.MinimumWorkers)] = static (options, setting) => options with { MinimumWorkers = SettingValue.Read<int>(setting) },
        [nameof(ProcessPoolOptions.IdleTimeout)] = static (options, setting) => options with { IdleTimeout = SettingValue.Require<TimeSpan>(setting) },
        [nameof(ProcessPoolOptions.WorkerStartTimeLimit)] = static (options, setting) => options with { WorkerStartTimeLimit = SettingValue.Require<TimeSpan>(setting) },
        [nameof(ProcessPoolOptions.WorkerEndTimeLimit)] = static (options, setting) => options with { WorkerEndTimeLimit = SettingValue.Require<TimeSpan>(setting) },
        [nameof(ProcessPoolOptions.MaximumStartFailures)] = static (options, setting) => options with { MaximumStartFailures = SettingValue.Require<int>(setting) },
        [nameof(ProcessPoolOptions.MaximumTasksPerWorker)] = static (options, setting) => options with { MaximumTasksPerWorker = SettingValue.Read<int>(setting) },
        [nameof(ProcessPoolOptions.MaximumWorkerAge)] = static (options, setting) => options with { MaximumWorkerAge = SettingValue.Read<TimeSpan>(setting) },
        [nameof(ProcessPoolOptions.RecycleAboveBytes)] = static (options, setting) => options with { RecycleAboveBytes = SettingValue.Read<long>(setting) },
        [nameof(ProcessPoolOptions.MemoryLimitBytes)] = static (options, setting) => options with { MemoryLimitBytes = SettingValue.Read<long>(setting) },
        [nameof(ProcessPoolOptions.TaskTimeLimit)] = static (options, setting) => options with { TaskTimeLimit = SettingValue.Read<TimeSpan>(setting) },
        [nameof(ProcessPoolOptions.GracePeriod)] = static (options, setting) => options with { GracePeriod = SettingValue.Require<TimeSpan>(setting) },
        [nameof(ProcessPoolOptions.Retries)] = static (options, setting) => options with { Retries = Apply(options.Retries, setting, s_retrySettings) },
    };

    internal static ProcessPoolOptions Apply(ProcessPoolOptions options, IConfiguration section) => Apply(options, section, s_settings);

    private static T Apply<T>(T options, IConfiguration section, Dictionary<string, Func<T, IConfigurationSection, T>> settings)
    {
        foreach (var setting in section.GetChildren())
        {
            if (!settings.TryGetValue(setting.Key, out var apply)) throw new InvalidOperationException($"'{setting.Path}' is no setting of a process pool. There are: {string.Join(", ", settings.Keys)}.");
            try
            {
                options = apply(options, setting);
            }
            catch (ArgumentException refusal)
            {
                throw new InvalidOperationException($"'{setting.Path}' cannot be '{setting.Value}': {refusal.Message}", refusal);
            }
        }

        return options;
    }
}

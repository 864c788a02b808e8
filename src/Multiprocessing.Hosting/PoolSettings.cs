using Microsoft.Extensions.Configuration;

namespace Multiprocessing.Hosting;

/// <summary>
/// The options of a pool that a configuration may set. Parsed without reflection, so that each mistake has a message of its own.
/// </summary>
internal static class PoolSettings
{
    private static readonly Dictionary<string, Action<RetryPolicy, IConfigurationSection>> s_retrySettings = new(
        StringComparer.OrdinalIgnoreCase)
    {
        [nameof(RetryPolicy.MaxRetries)] = static (policy, setting) => policy.MaxRetries = SettingValue.Require<int>(setting),
        [nameof(RetryPolicy.Delay)] = static (policy, setting) => policy.Delay = SettingValue.Require<TimeSpan>(setting),
        [nameof(RetryPolicy.MaxDelay)] = static (policy, setting) => policy.MaxDelay = SettingValue.Require<TimeSpan>(setting),
    };

    private static readonly Dictionary<string, Action<TaskOptions, IConfigurationSection>> s_taskSettings = new(
        StringComparer.OrdinalIgnoreCase)
    {
        [nameof(TaskOptions.TimeLimit)] = static (options, setting) => options.TimeLimit = SettingValue.Read<TimeSpan>(setting),
        [nameof(TaskOptions.GracePeriod)] = static (options, setting) => options.GracePeriod = SettingValue.Read<TimeSpan>(setting),
        [nameof(TaskOptions.Priority)] = static (options, setting) => options.Priority = SettingValue.Read<int>(setting),
        [nameof(TaskOptions.Retries)] = static (options, setting) => Apply(options.Retries ??= new RetryPolicy(), setting, s_retrySettings),
        [nameof(TaskOptions.ChunkSize)] = static (options, setting) => options.ChunkSize = SettingValue.Read<int>(setting),
        [nameof(TaskOptions.BufferLimit)] = static (options, setting) => options.BufferLimit = SettingValue.Read<int>(setting),
        [nameof(TaskOptions.MaxDegreeOfParallelism)] =
            static (options, setting) => options.MaxDegreeOfParallelism = SettingValue.Read<int>(setting),
        [nameof(TaskOptions.Ordered)] = static (options, setting) => options.Ordered = SettingValue.Read<bool>(setting),
    };

    private static readonly Dictionary<string, Action<ProcessPoolOptions, IConfigurationSection>> s_settings = new(
        StringComparer.OrdinalIgnoreCase)
    {
        [nameof(ProcessPoolOptions.Name)] = static (options, setting) => options.Name = setting.Value,
        [nameof(ProcessPoolOptions.MaxWorkers)] = static (options, setting) => options.MaxWorkers = SettingValue.Read<int>(setting),
        [nameof(ProcessPoolOptions.MinWorkers)] = static (options, setting) => options.MinWorkers = SettingValue.Read<int>(setting),
        [nameof(ProcessPoolOptions.IdleTimeout)] =
            static (options, setting) => options.IdleTimeout = SettingValue.Require<TimeSpan>(setting),
        [nameof(ProcessPoolOptions.WorkerStartTimeLimit)] =
            static (options, setting) => options.WorkerStartTimeLimit = SettingValue.Require<TimeSpan>(setting),
        [nameof(ProcessPoolOptions.WorkerEndTimeLimit)] =
            static (options, setting) => options.WorkerEndTimeLimit = SettingValue.Require<TimeSpan>(setting),
        [nameof(ProcessPoolOptions.MaxStartFailures)] =
            static (options, setting) => options.MaxStartFailures = SettingValue.Require<int>(setting),
        [nameof(ProcessPoolOptions.MaxTasksPerWorker)] =
            static (options, setting) => options.MaxTasksPerWorker = SettingValue.Read<int>(setting),
        [nameof(ProcessPoolOptions.MaxWorkerAge)] =
            static (options, setting) => options.MaxWorkerAge = SettingValue.Read<TimeSpan>(setting),
        [nameof(ProcessPoolOptions.RecycleAboveBytes)] =
            static (options, setting) => options.RecycleAboveBytes = SettingValue.Read<long>(setting),
        [nameof(ProcessPoolOptions.MemoryLimitBytes)] =
            static (options, setting) => options.MemoryLimitBytes = SettingValue.Read<long>(setting),
        [nameof(ProcessPoolOptions.TaskOptions)] = static (options, setting) => Apply(options.TaskOptions, setting, s_taskSettings),
    };

    internal static void Apply(ProcessPoolOptions options, IConfiguration section) => Apply(options, section, s_settings);

    private static void Apply<T>(T options, IConfiguration section, Dictionary<string, Action<T, IConfigurationSection>> settings)
    {
        foreach (var setting in section.GetChildren())
        {
            if (!settings.TryGetValue(setting.Key, out var apply))
            {
                throw new InvalidOperationException($"'{setting.Path}' is no setting of a process pool. There are: " +
                    $"{string.Join(", ", settings.Keys)}.");
            }

            try
            {
                apply(options, setting);
            }
            catch (ArgumentException refusal)
            {
                throw new InvalidOperationException($"'{setting.Path}' cannot be '{setting.Value}': {refusal.Message}", refusal);
            }
        }
    }
}

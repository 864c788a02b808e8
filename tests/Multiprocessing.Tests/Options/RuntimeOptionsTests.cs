using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Runtime;
using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Options;

/// <summary>Options that need the child's runtime or the system to obey: asked of the runtime and the system themselves.</summary>
public sealed partial class RuntimeOptionsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_server_collector_is_used_as_asked(bool server)
    {
        var options = new ProcessOptions { ServerGarbageCollection = server };
        Assert.Equal(server, await ChildProcess.RunAsync(static () => GCSettings.IsServerGC, options));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Concurrent_collection_is_on_or_off_as_asked(bool concurrent)
    {
        var options = new ProcessOptions { Environment = new Dictionary<string, string?> { ["DOTNET_gcConcurrent"] = concurrent ? "1" : "0" } };
        Assert.Equal(concurrent, await ChildProcess.RunAsync(static () => (bool)GC.GetConfigurationVariables()["ConcurrentGC"], options));
    }

    [Fact]
    public async Task A_heap_limit_ends_in_OutOfMemoryException_in_the_child()
    {
        var options = new ProcessOptions { HeapHardLimitBytes = 50 << 20 };
        Assert.Equal(50 << 20, await ChildProcess.RunAsync(static () => GC.GetGCMemoryInfo().TotalAvailableMemoryBytes, options));
        await Assert.ThrowsAsync<OutOfMemoryException>(() => ChildProcess.RunAsync(static () => { GC.KeepAlive(new byte[100 << 20]); }, options));
    }

    [Fact]
    public async Task Arguments_larger_than_the_child_s_heap_end_in_OutOfMemoryException_too()
    {
        var options = new ProcessOptions { HeapHardLimitBytes = 50 << 20, StandardError = ProcessOutput.Discarded };
        var failure = await Assert.ThrowsAnyAsync<OutOfMemoryException>(() => ChildProcess.RunAsync(static (byte[] bytes) => bytes.Length, new byte[100 << 20], options));
        Assert.Contains("52428800", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_settings_are_not_handed_on()
    {
        var options = new ProcessOptions { ServerGarbageCollection = true, HeapHardLimitBytes = 100 << 20 };
        var (variables, grandchild) = await ChildProcess.RunAsync(
            static () => (Environment.GetEnvironmentVariables().Keys.Cast<string>().Where(static name => name.StartsWith("DOTNET_gc", StringComparison.OrdinalIgnoreCase) || name.StartsWith("MULTIPROCESSING_", StringComparison.Ordinal)).ToArray(), ChildProcess.Start(static () => GCSettings.IsServerGC).Result), options);
        Assert.Empty(variables);
        Assert.False(grandchild);
    }

    [Fact]
    public async Task The_child_runs_on_the_processors_asked_for()
    {
        var options = new ProcessOptions { Processors = [0] };
        var (allowed, count) = await ChildProcess.RunAsync(static () => (StatusLine("Cpus_allowed_list"), Environment.ProcessorCount), options);
        Assert.Equal(("0", 1), (allowed, count));
        Assert.Equal(Environment.ProcessorCount, await ChildProcess.RunAsync(static () => Environment.ProcessorCount));
    }

    [Fact]
    public async Task Processors_that_do_not_exist_are_refused()
    {
        var refused = await Assert.ThrowsAsync<ProcessStartException>(() => ChildProcess.RunAsync(static () => { }, new ProcessOptions { Processors = [1023] }));
        Assert.Contains("1023", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(StartMethod.Spawn, ProcessPriorityClass.Idle, 19)]
    [InlineData(StartMethod.WarmSpare, ProcessPriorityClass.BelowNormal, 10)]
    public async Task The_child_has_the_priority_asked_for(StartMethod method, ProcessPriorityClass priority, int niceness)
    {
        var options = new ProcessOptions { Priority = priority, StartMethod = method };
        Assert.Equal(niceness, await ChildProcess.RunAsync(Niceness, options));
        Assert.NotEqual(niceness, Niceness());
    }

    [Theory]
    [InlineData(StartMethod.Spawn)]
    [InlineData(StartMethod.WarmSpare)]
    public async Task Culture_is_the_starting_thread_s_or_what_was_asked_for(StartMethod method)
    {
        var before = (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture);
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("fr-FR");
            CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo("it-IT");
            var options = new ProcessOptions { StartMethod = method };
            Assert.Equal("fr-FR it-IT", await ChildProcess.Start(Cultures, options));
            Assert.Equal("de-DE de-DE", await ChildProcess.Start(Cultures, new ProcessOptions(options) { Culture = CultureInfo.GetCultureInfo("de-DE") }));
        }
        finally
        {
            (CultureInfo.CurrentCulture, CultureInfo.CurrentUICulture) = before;
        }
    }

    [Theory]
    [InlineData(StartMethod.Spawn)]
    [InlineData(StartMethod.WarmSpare)]
    public async Task The_invariant_culture_and_another_language_in_the_environment_are_honoured(StartMethod method)
    {
        var german = new ProcessOptions { StartMethod = method, Culture = CultureInfo.GetCultureInfo("de-DE"), Environment = new Dictionary<string, string?> { ["LANG"] = "fr_FR.UTF-8" } };
        Assert.Equal("de-DE de-DE", await ChildProcess.RunAsync(Cultures, german));
        var invariant = new ProcessOptions(german) { Culture = CultureInfo.InvariantCulture };
        Assert.Equal(" ", await ChildProcess.RunAsync(Cultures, invariant));
    }

    [Fact]
    public async Task Runtime_settings_in_the_environment_reach_a_child_that_wants_a_spare()
    {
        await WarmSpares.PrepareAsync();
        var options = new ProcessOptions { StartMethod = StartMethod.WarmSpare, Environment = new Dictionary<string, string?> { ["DOTNET_gcServer"] = "1" } };
        Assert.True(await ChildProcess.RunAsync(static () => GCSettings.IsServerGC, options));
    }

    [Fact]
    public async Task A_grandchild_has_the_start_settings_that_the_environment_had_before_the_child_s_own()
    {
        var environment = new Dictionary<string, string?> { ["DOTNET_gcServer"] = "1" };
        var options = new ProcessOptions { Environment = environment, ServerGarbageCollection = false };
        var (child, grandchild) = await ChildProcess.RunAsync(static () => (GCSettings.IsServerGC, ChildProcess.Start(static () => GCSettings.IsServerGC).Result), options);
        Assert.False(child);
        Assert.True(grandchild);
    }

    [Theory]
    [InlineData(StartMethod.Spawn)]
    [InlineData(StartMethod.WarmSpare)]
    public async Task The_entry_assembly_is_the_program_s(StartMethod method)
    {
        var here = Assembly.GetEntryAssembly()!.FullName;
        Assert.Equal(here, await ChildProcess.RunAsync(static () => Assembly.GetEntryAssembly()!.FullName, new ProcessOptions { StartMethod = method }));
    }

    [Fact]
    public async Task The_default_start_method_is_the_parent_s()
    {
        var (inherited, here) = await ChildProcess.RunAsync(static () =>
        {
            ProcessOptions.DefaultStartMethod = StartMethod.WarmSpare;
            return (ChildProcess.Start(static () => ProcessOptions.DefaultStartMethod).Result, ProcessOptions.DefaultStartMethod);
        });
        Assert.Equal((StartMethod.WarmSpare, StartMethod.WarmSpare), (inherited, here));
        Assert.Equal(StartMethod.Spawn, ProcessOptions.DefaultStartMethod);
    }

    [Fact]
    public async Task A_spare_s_variables_are_there_for_native_code_too()
    {
        var options = new ProcessOptions { StartMethod = StartMethod.WarmSpare, Environment = new Dictionary<string, string?> { ["MULTIPROCESSING_TEST"] = "seen" } };
        Assert.Equal("seen", await ChildProcess.RunAsync(static () => Marshal.PtrToStringUTF8(NativeVariable("MULTIPROCESSING_TEST")), options));
    }

    [LibraryImport("libc.so.6", EntryPoint = "getenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial nint NativeVariable(string name);

    private static string Cultures() => $"{CultureInfo.CurrentCulture.Name} {CultureInfo.CurrentUICulture.Name}";

    private static string StatusLine(string name) =>
        File.ReadLines("/proc/self/status").Single(line => line.StartsWith(name + ":", StringComparison.Ordinal))[(name.Length + 1)..].Trim();

    private static int Niceness()
    {
        const int Field = 16;
        var text = File.ReadAllText("/proc/self/stat");
        return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[Field], CultureInfo.InvariantCulture);
    }
}

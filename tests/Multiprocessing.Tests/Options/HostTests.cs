using System.Reflection;
using System.Reflection.Metadata;
using System.Runtime.Versioning;

namespace Multiprocessing.Tests.Options;

/// <summary>
/// What runs children, and what spares do ahead: settings of the whole process, so each is tried in a process of its own.
/// </summary>
public sealed class HostTests
{
    [Theory, InlineData(StartMethod.Spawn), InlineData(StartMethod.WarmSpare)]
    public async Task A_host_that_was_named_runs_the_children(StartMethod method)
    {
        using var folder = new TemporaryFolder();
        var (script, log) = (Path.Combine(folder.Path, "host"), Path.Combine(folder.Path, "log"));
        await File.WriteAllTextAsync(script, $"#!/bin/sh\necho started >> '{log}'\nexec '{BuiltProgram.Host}' \"$@\"\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var answer = await ChildProcess.RunAsync(
            async () =>
            {
                var options = new ProcessOptions { StartMethod = method };
                await WarmSpares.PrepareAsync();
                ProcessOptions.HostExecutable = script;
                await WarmSpares.PrepareAsync();
                return await ChildProcess.RunAsync(static () => CurrentProcess.Name, options);
            });
        Assert.EndsWith(":1", answer, StringComparison.Ordinal);
        Assert.NotEmpty(await File.ReadAllLinesAsync(log, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void A_host_that_does_not_exist_is_refused_at_once() =>
        Assert.Contains("/nowhere/dotnet", Assert.Throws<FileNotFoundException>(static () => ProcessOptions.HostExecutable = "/nowhere/dotnet").Message, StringComparison.Ordinal);

    [Fact]
    public async Task A_spare_finds_done_what_was_to_be_done_ahead()
    {
        var seen = await ChildProcess.RunAsync(static async () =>
        {
            var answers = new List<string?>();
            var spare = new ProcessOptions { StartMethod = StartMethod.WarmSpare };
            await WarmSpares.PrepareAsync();
            foreach (var text in (string[])["first", "second"])
            {
                WarmSpares.Preload = () => AppContext.SetData("loaded ahead", $"{text} {Environment.ProcessId}");
                await WarmSpares.PrepareAsync();
                answers.Add(await ChildProcess.RunAsync(static () => ((string?)AppContext.GetData("loaded ahead"))?.Replace($" {Environment.ProcessId}", "", StringComparison.Ordinal), spare));
            }

            WarmSpares.Preload = static () => throw new InvalidOperationException("as wanted");
            await WarmSpares.PrepareAsync();
            answers.Add(await ChildProcess.RunAsync(static () => "a spare all the same", spare));
            WarmSpares.Preload = null;
            await WarmSpares.PrepareAsync();
            answers.Add(await ChildProcess.RunAsync(static () => (string?)AppContext.GetData("loaded ahead"), spare));
            return answers;
        }, new ProcessOptions { StandardError = ProcessOutput.Discarded });
        Assert.Equal(["first", "second", "a spare all the same", null], seen);
    }

    [Fact]
    public async Task Who_changes_code_by_hot_reload_is_told_once_that_children_do_not_run_it()
    {
        var errors = new List<string>();
        await ChildProcess.RunAsync(
            static async () =>
            {
                await ChildProcess.RunAsync(static () => { });
                await Console.Error.WriteLineAsync("changed");
                // As the runtime's tools do.
                var handler = (MetadataUpdateHandlerAttribute)typeof(ChildProcess).Assembly.GetCustomAttributes(typeof(MetadataUpdateHandlerAttribute), false).Single();
                handler.HandlerType.GetMethod("UpdateApplication", BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [null]);
                await ChildProcess.RunAsync(static () => { });
                await ChildProcess.RunAsync(static () => { });
            }, new ProcessOptions { StandardError = ProcessOutput.ToLines(errors.Add) });
        Assert.Equal(2, errors.Count);
        Assert.Equal("changed", errors[0]);
        Assert.Contains("changed by hot reload", errors[1], StringComparison.Ordinal);
    }

    [Theory, InlineData(typeof(ChildProcess)), InlineData(typeof(Microsoft.Extensions.DependencyInjection.ProcessPoolServiceCollectionExtensions)), InlineData(typeof(NerdbankValueSerializer))]
    public void The_compiler_tells_users_of_other_systems(Type type) =>
        Assert.Equal("linux", type.Assembly.GetCustomAttributes(typeof(SupportedOSPlatformAttribute), false).Cast<SupportedOSPlatformAttribute>().Single().PlatformName);
}

using System.Diagnostics;

namespace Multiprocessing.Tests.Faults;

/// <summary>A copy of the program tests/FaultProgram, which runs one scenario in surroundings of its own and writes a report.</summary>
internal sealed class FaultProgram : IDisposable
{
    private const UnixFileMode ForAll = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(180);
    private readonly TemporaryFolder _temporary = new();
    private readonly string[] _segments = Machine.Segments;

    internal FaultProgram(string folderName = "program")
    {
        // A scenario may give its rights away.
        File.SetUnixFileMode(_temporary.Path, ForAll);
        Folder = Directory.CreateDirectory(Path.Combine(_temporary.Path, folderName)).FullName;
        foreach (var file in Directory.EnumerateFiles(BuiltProgram.Folder("tests/FaultProgram"))) File.Copy(file, Path.Combine(Folder, Path.GetFileName(file)));
        File.WriteAllText(ReportPath, "");
        File.SetUnixFileMode(ReportPath, ForAll | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite);
    }

    /// <summary>The application's folder.</summary>
    internal string Folder { get; }

    /// <summary>A folder that the program may do with as it likes.</summary>
    internal string Scratch => Directory.CreateDirectory(Path.Combine(_temporary.Path, "scratch")).FullName;

    internal string[] Report => File.ReadAllLines(ReportPath);

    /// <summary>In the environment of the program and so of its descendants.</summary>
    internal string Mark { get; } = $"MULTIPROCESSING_FAULT_TEST={Guid.NewGuid()}";

    private string ReportPath => Path.Combine(_temporary.Path, "report");

    /// <summary>A command for the program; without a host, its own executable.</summary>
    internal ProcessStartInfo Command(string? host, string scenario, string argument = "")
    {
        string[] arguments = [scenario, ReportPath, argument];
        var command = host is null
            ? new ProcessStartInfo(Path.Combine(Folder, "FaultProgram"), arguments)
            : new ProcessStartInfo(host, [Path.Combine(Folder, "FaultProgram.dll"), .. arguments]);
        // An executable looks for the runtime where it was installed for all, unless it is told.
        if (host is null) command.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(BuiltProgram.Host);
        return command;
    }

    /// <summary>Runs a scenario to its end and gives its report; nothing may be left of it.</summary>
    internal async Task<string[]> RunAsync(string scenario, string argument = "", params (string Name, string Value)[] environment)
    {
        var command = Command(BuiltProgram.Host, scenario, argument);
        foreach (var (name, value) in environment) command.Environment[name] = value;
        var (exitCode, error) = await RunAsync(command);
        Assert.True(exitCode == 0, $"Exit code {exitCode}. {error}{string.Join(Environment.NewLine, Report)}");
        Assert.Equal("end", Report[^1]);
        return Report;
    }

    internal async Task<(int ExitCode, string Error)> RunAsync(ProcessStartInfo command)
    {
        using var process = Start(command);
        return await FinishAsync(process);
    }

    internal Process Start(ProcessStartInfo command)
    {
        var mark = Mark.Split('=');
        command.Environment[mark[0]] = mark[1];
        command.RedirectStandardOutput = command.RedirectStandardError = true;
        return Process.Start(command)!;
    }

    internal async Task<(int ExitCode, string Error)> FinishAsync(Process process)
    {
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        try
        {
            await process.WaitForExitAsync().WaitAsync(s_patience);
        }
        catch (TimeoutException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"The program hangs. {string.Join(Environment.NewLine, Report)}");
        }

        await output;
        await Machine.WaitUntilGoneAsync(Machine.Marked(Mark));
        await Machine.WaitUntilRemovedAsync(Machine.Segments.Except(_segments));
        return (process.ExitCode, await error);
    }

    internal async Task WaitForReportAsync(string line)
    {
        using var limit = new CancellationTokenSource(s_patience);
        while (!Report.Contains(line)) await Task.Delay(10, limit.Token);
    }

    public void Dispose() => _temporary.Dispose();
}

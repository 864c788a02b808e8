using System.Diagnostics;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Hosting;

/// <summary>The sample samples/WebApi as a real process, on a port that was free.</summary>
internal sealed class RunningWebApi : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _mark = $"MULTIPROCESSING_WEB_TEST={Guid.NewGuid()}";
    private readonly Process _process;
    private Task<string> _rest = Task.FromResult("");
    private HttpClient _client = null!;

    private RunningWebApi(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(BuiltProgram.Host, [Path.Combine(BuiltProgram.Folder("samples/WebApi"), "WebApi.dll"), "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = _folder.Path,
        };
        start.Environment[_mark.Split('=')[0]] = _mark.Split('=')[1];
        foreach (var (name, value) in settings) start.Environment[name] = value;
        _process = Process.Start(start)!;
    }

    /// <summary>The service and its workers.</summary>
    internal int[] Processes => Machine.Marked(_mark);

    internal static async Task<RunningWebApi> StartAsync(params (string Name, string Value)[] settings)
    {
        var service = new RunningWebApi(settings);
        try
        {
            var address = await service.AddressAsync().WaitAsync(PoolHost.Patience);
            service._rest = service._process.StandardOutput.ReadToEndAsync();
            service._client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = address, Timeout = PoolHost.Patience };
            return service;
        }
        catch
        {
            service.Dispose();
            throw;
        }
    }

    internal Task<HttpResponseMessage> GetAsync(string path) => _client.GetAsync(new Uri(path, UriKind.Relative));

    /// <summary>What /health says of the pool.</summary>
    internal async Task<JsonNode> HealthAsync() =>
        (await _client.GetFromJsonAsync<JsonNode>(new Uri("/health", UriKind.Relative)))!["process-pool"]!;

    /// <summary>Waits until the pool's figures are such.</summary>
    internal async Task AwaitAsync(Func<JsonNode, bool> figures)
    {
        using var limit = new CancellationTokenSource(PoolHost.Patience);
        while (!figures((await HealthAsync())["data"]!)) await Task.Delay(10, limit.Token);
    }

    /// <summary>Asks it to end.</summary>
    internal async Task SendSigtermAsync()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    /// <summary>Waits for its end.</summary>
    internal async Task<(int ExitCode, string Error)> FinishAsync()
    {
        var error = _process.StandardError.ReadToEndAsync();
        await _process.WaitForExitAsync().WaitAsync(PoolHost.Patience);
        await _rest.WaitAsync(PoolHost.Patience);
        return (_process.ExitCode, await error.WaitAsync(PoolHost.Patience));
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.Dispose();
        _client?.Dispose();
        _folder.Dispose();
    }

    private async Task<Uri> AddressAsync()
    {
        const string Announcement = "Now listening on: ";
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(Announcement) is [_, var address]) return new Uri(address);
        }

        throw new InvalidOperationException($"The service did not start. {await _process.StandardError.ReadToEndAsync()}");
    }
}

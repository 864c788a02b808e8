using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Multiprocessing.Tests.Hosting;

/// <summary>The web sample: whatever its work does, the service answers, goes on, and ends cleanly.</summary>
public sealed class WebApiTests
{
    [Fact]
    public async Task Failures_are_answers_and_the_service_goes_on()
    {
        using var service = await RunningWebApi.StartAsync();
        await AssertFailureAsync(service, "/crash", HttpStatusCode.InternalServerError, "crashed with a segmentation fault, a memory access violation in native code (signal 11)");
        await AssertFailureAsync(service, "/hang", HttpStatusCode.GatewayTimeout, "ran for longer than its time limit of 00:00:01");
        await AssertFailureAsync(service, "/hog", HttpStatusCode.InsufficientStorage, "more than its limit of 300 MiB");
        using var answer = await service.GetAsync("/primes/1000");
        Assert.Equal((HttpStatusCode.OK, "168"), (answer.StatusCode, await answer.Content.ReadAsStringAsync()));

        await service.AwaitAsync(static figures => (int)figures["workersIdle"]! == 2);
        var health = await service.HealthAsync();
        Assert.Equal("Healthy", (string?)health["status"]);
        Assert.Equal((1, 3, 3), ((int)health["data"]!["completedTasks"]!, (int)health["data"]!["failedTasks"]!, (int)health["data"]!["restarts"]!));

        Assert.Equal(3, service.Processes.Length);
        await service.SendSigtermAsync();
        Assert.Equal((0, ""), await service.FinishAsync());
        Assert.Empty(service.Processes);
    }

    [Fact]
    public async Task A_request_that_runs_at_the_end_still_gets_its_answer()
    {
        using var service = await RunningWebApi.StartAsync(("Pool__MaxWorkers", "1"));
        var hanging = service.GetAsync("/hang");
        // On a machine that is very busy, it may have had its answer before anybody sees it run.
        await service.AwaitAsync(static figures => (int)figures["workersBusy"]! == 1 || (int)figures["failedTasks"]! == 1);
        await service.SendSigtermAsync();
        using var answer = await hanging.WaitAsync(PoolHost.Patience);
        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.StatusCode);
        Assert.Equal((0, ""), await service.FinishAsync());
        Assert.Empty(service.Processes);
    }

    [Fact]
    public async Task A_mistake_in_the_configuration_stops_the_start()
    {
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(static () => RunningWebApi.StartAsync(("Pool__Worker", "4")));
        Assert.Contains("'Pool:Worker' is no setting of a process pool.", failure.Message, StringComparison.Ordinal);
    }

    private static async Task AssertFailureAsync(RunningWebApi service, string path, HttpStatusCode status, string what)
    {
        using var answer = await service.GetAsync(path);
        Assert.Equal(status, answer.StatusCode);
        Assert.Contains(what, (string?)(await answer.Content.ReadFromJsonAsync<JsonNode>())!["detail"], StringComparison.Ordinal);
    }
}

using Multiprocessing;
using WebApi;

var builder = WebApplication.CreateBuilder(args);
builder.Services.AddProcessPool(new ProcessPoolOptions
{
    MaxWorkers = 2,
    TaskOptions = new() { TimeLimit = TimeSpan.FromSeconds(30) },
    MemoryLimitBytes = 300 << 20,
    // Web projects have the server collector, which is made for one large process.
    WorkerOptions = new ProcessOptions { Name = "worker", ServerGarbageCollection = false },
}.WithConfiguration(builder.Configuration.GetSection("Pool")));
builder.Services.AddHealthChecks().AddProcessPool();

var app = builder.Build();
app.MapGet("/primes/{limit:int}", (int limit, ProcessPool pool, CancellationToken gone) => Answers.OfAsync(pool.RunAsync(Work.CountPrimes, limit, gone)));
app.MapGet("/crash", (ProcessPool pool) => Answers.OfAsync(pool.RunAsync(Work.Crash)));
app.MapGet("/hang", (ProcessPool pool) => Answers.OfAsync(pool.WithOptions(new() { TimeLimit = TimeSpan.FromSeconds(1) }).RunAsync(Work.Hang)));
app.MapGet("/hog", (ProcessPool pool) => Answers.OfAsync(pool.RunAsync(Work.EatMemory)));
app.MapHealthChecks("/health", new() { ResponseWriter = static (context, report) => context.Response.WriteAsJsonAsync(report.Entries.ToDictionary(static entry => entry.Key, static entry => new { status = $"{entry.Value.Status}", entry.Value.Description, entry.Value.Data })) });
app.Run();

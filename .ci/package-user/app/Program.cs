using Multiprocessing;

Console.WriteLine("Main runs");
var captured = "captured";
Console.WriteLine("spawned: " + await ChildProcess.RunAsync(() => $"{CurrentProcess.Name} {captured} {CurrentProcess.Parent!.IsAlive}"));
await WarmSpares.PrepareAsync();
Console.WriteLine("spare: " + await ChildProcess.RunAsync(() => CurrentProcess.Name, new ProcessOptions { StartMethod = StartMethod.WarmSpare }));
Console.WriteLine("hooks: " + await ChildProcess.RunAsync(() => Environment.GetEnvironmentVariable("DOTNET_STARTUP_HOOKS") ?? "none"));
var command = Environment.GetCommandLineArgs();
Console.WriteLine("command: " + await ChildProcess.RunAsync(() => command.SequenceEqual(Environment.GetCommandLineArgs()) && command[1..] is ["one", "two"]));
Console.WriteLine("name: " + await ChildProcess.RunAsync(() => File.ReadAllText("/proc/self/comm").Trim(), new ProcessOptions { Name = "named" }));

// As elsewhere in .NET, a process ends when its last foreground thread does.
ChildProcess.Start(() =>
{
    var late = new Thread(() =>
    {
        Thread.Sleep(300);
        Console.WriteLine("foreground: waited for");
    });
    late.Start();
    new Thread(() => Thread.Sleep(Timeout.Infinite)) { IsBackground = true }.Start();
}).Join();

await using var pool = new ProcessPool(2);
Console.WriteLine($"pool: {(await pool.MapAsync(number => number * number, Enumerable.Range(0, 100))).Sum()}");
try
{
    await pool.RunAsync(new Func<int>(() => throw new KeyNotFoundException("as wanted")));
}
catch (KeyNotFoundException failure)
{
    Console.WriteLine($"exception: {failure.Message}");
}

using var words = new SharedQueue<string>();
using var gate = new SharedLock();
using var counter = new SharedValue<int>();
await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => ChildProcess.RunAsync(() =>
{
    for (var round = 0; round < 100; round++)
    {
        using (gate.Enter()) counter.Value++;
    }

    words.Enqueue("done");
})));
Console.WriteLine($"shared: {counter.Value} {words.Dequeue()} {words.Dequeue()}");

// A trimmed program must still have what values are rebuilt from.
var order = new Order(1, 2.5m, new Order(2, 7, null)) { Tags = ["a", "b"] };
object[] values =
[
    order, new Dictionary<string, Order> { ["one"] = order }, new HashSet<int> { 3, 1 }, new SortedDictionary<string, int> { ["z"] = 1, ["b"] = 2 }, new LinkedList<int>([1, 2]),
    new Queue<string>(["q"]), new PriorityQueue<string, int>([("low", 2), ("high", 1)]), new Stack<double>([1.5]), new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase) { ["KEY"] = 1 },
    System.Collections.Immutable.ImmutableList.Create(1, 2), System.Collections.Immutable.ImmutableDictionary<string, int>.Empty.Add("i", 1), (1, "two"), DateTimeOffset.UnixEpoch,
    System.Globalization.CultureInfo.GetCultureInfo(""), new Uri("https://host.invalid/"), new Lazy<int>(() => 5), new System.Text.StringBuilder("text"), Guid.Empty, new Version(1, 2),
    new System.Collections.Concurrent.ConcurrentDictionary<int, string> { [1] = "c" }, new InvalidOperationException("outer", new FormatException("inner")), typeof(Order), TimeZoneInfo.Utc,
];
foreach (var value in values)
{
    var back = await pool.RunAsync(() => value);
    if (back.GetType() != value.GetType() || Show(back) != Show(value)) Console.WriteLine($"{value.GetType()} came back as {Show(back)}");
}

Console.WriteLine("values: all came back");

static string Show(object value) => value switch
{
    string text => text,
    Exception exception => $"{exception.Message} {exception.InnerException?.Message}",
    PriorityQueue<string, int> queue => queue.Peek(),
    Lazy<int> lazy => $"{lazy.Value}",
    System.Collections.IEnumerable items => string.Join(", ", items.Cast<object>().Select(Show).Order()),
    _ => $"{value}",
};

sealed record Order(int Id, decimal Price, Order? Next)
{
    public List<string> Tags { get; init; } = [];
}

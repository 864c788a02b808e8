namespace Multiprocessing.Tests.Pools;

/// <summary>
/// Shared objects that tasks name, however they come there, are the same ones there, and are kept as long as a task may need them.
/// </summary>
public sealed class SharedObjectTests(PoolOf3 fixture) : IClassFixture<PoolOf3>
{
    private readonly ProcessPool _pool = fixture.Pool;

    [Fact]
    public async Task A_captured_array_is_the_same_array()
    {
        using var numbers = new SharedArray<int>(100);
        await _pool.RunAsync(() => numbers.Span.Fill(3)).Soon();
        Assert.Equal(300, numbers.ToArray().Sum());
    }

    [Fact]
    public async Task An_array_is_an_argument_and_comes_back_as_itself()
    {
        using var numbers = new SharedArray<int>(10);
        var returned = await _pool.RunAsync(static array => { array[3] = 7; return array; }, numbers).Soon();
        Assert.Equal(7, numbers[3]);
        returned[4] = 8;
        Assert.Equal(8, numbers[4]);
        if (!ReferenceEquals(returned, numbers)) returned.Dispose();
    }

    [Fact]
    public async Task What_a_worker_made_outlives_its_task_and_its_worker()
    {
        var pool = new ProcessPool(1);
        using var made = await pool.RunAsync(static () =>
        {
            var numbers = new SharedArray<int>(1000);
            numbers.Span.Fill(5);
            return numbers;
        }).Soon();
        await pool.DisposeAsync();
        Assert.Equal(5000, made.ToArray().Sum());
    }

    [Fact]
    public async Task A_map_returns_arrays_that_workers_made()
    {
        var made = await _pool.MapAsync(
            static item =>
            {
                var numbers = new SharedArray<int>(10);
                numbers.Span.Fill(item);
                return numbers;
            },
            Enumerable.Range(0, 20)).Soon();
        Assert.Equal(Enumerable.Range(0, 20), made.Select(static numbers => numbers[9]));
        foreach (var numbers in made) numbers.Dispose();
    }

    [Theory]
    [InlineData("argument")]
    [InlineData("captured")]
    [InlineData("map")]
    [InlineData("map, captured")]
    public async Task What_the_caller_disposes_of_at_once_is_still_there_for_the_task(string way)
    {
        using var pool = new ProcessPool(1);
        using var gate = new Gate();
        var occupied = gate.Occupy(pool);
        var sum = StartAndDispose(pool, way);
        // What is freed is used again.
        for (var other = 0; other < 20; other++)
        {
            using var numbers = new SharedArray<int>(4000);
            numbers.Span.Fill(-1);
        }

        gate.Open();
        await Task.WhenAll(occupied).Soon();
        Assert.Equal(8000, await sum.Soon());
    }

    [Fact]
    public async Task A_queue_goes_from_task_to_task()
    {
        using var queue = new SharedQueue<string>();
        Func<int> consume = () =>
        {
            var length = 0;
            while (queue.Dequeue() is { Length: > 0 } word) length += word.Length;
            return length;
        };
        Action<string> produce = word => queue.Enqueue(word);
        var consumer = _pool.RunAsync(consume);
        foreach (var word in (string[])["to", "be", "or", "not", ""]) await _pool.RunAsync(produce, word).Soon();
        Assert.Equal(9, await consumer.Soon());
    }

    [Fact]
    public async Task The_ends_of_a_pipe_go_to_two_workers()
    {
        var (here, there) = Connection.CreatePipe();
        var left = _pool.RunAsync(static end => { using (end) { end.Send(20); return end.Receive<int>(); } }, here);
        var right = _pool.RunAsync(static end => { using (end) { var number = end.Receive<int>(); end.Send(number + 1); return number; } }, there);
        here.Dispose();
        there.Dispose();
        Assert.Equal(21, await left.Soon());
        Assert.Equal(20, await right.Soon());
    }

    [Fact]
    public async Task A_lock_holds_between_workers()
    {
        using var counter = new SharedValue<int>();
        using var counterLock = new SharedLock();
        Action<int> count = _ =>
        {
            for (var round = 0; round < 1000; round++)
            {
                using (counterLock.Enter()) counter.Value++;
            }
        };
        await ThreeTimes(_pool, count).Soon();
        Assert.Equal(3000, counter.Value);
    }

    [Fact]
    public async Task An_initializer_captures_shared_objects()
    {
        using var numbers = new SharedArray<int>(2);
        var pool = new ProcessPool(new ProcessPoolOptions { MaxWorkers = 1, Initializer = () => numbers[0]++ });
        await pool.RunAsync(static () => { }).Soon();
        await pool.DisposeAsync();
        Assert.Equal(1, numbers[0]);
    }

    private static Task ThreeTimes(ProcessPool pool, Action<int> count) =>
        Task.WhenAll(Enumerable.Range(0, 3).Select(item => pool.RunAsync(count, item)));

    private static async Task<int> StartAndDispose(ProcessPool pool, string way)
    {
        Task<int> task;
        using (var numbers = new SharedArray<int>(4000))
        {
            numbers.Span.Fill(2);
            task = way switch
            {
                "argument" => pool.RunAsync(Sum, numbers),
                "captured" => OfCaptured(pool, numbers),
                "map" => First(pool.MapAsync(Sum, [numbers])),
                _ => First(MapOfCaptured(pool, numbers)),
            };
        }

        return await task;
    }

    private static Task<int> OfCaptured(ProcessPool pool, SharedArray<int> numbers)
    {
        Func<int> sum = () => Sum(numbers);
        return pool.RunAsync(sum);
    }

    private static Task<int[]> MapOfCaptured(ProcessPool pool, SharedArray<int> numbers)
    {
        Func<int, int> sum = _ => Sum(numbers);
        return pool.MapAsync(sum, [0]);
    }

    private static async Task<int> First(Task<int[]> map) => (await map)[0];

    private static int Sum(SharedArray<int> numbers) => numbers.ToArray().Sum();
}

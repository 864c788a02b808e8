using Multiprocessing.Tests.Messaging.Network;
using Multiprocessing.Tests.Pools;

namespace Multiprocessing.Tests.Serialization;

/// <summary>
/// What cannot cross is called what its user calls it: the result of a function by its place in the code, an item, a message, an argument.
/// </summary>
public sealed class RefusedWhatTests(PoolOf3 shared) : IClassFixture<PoolOf3>
{
    private const string Place = nameof(RefusedWhatTests);
    private const string Index = "Multiprocessing.ItemIndex";

    [Fact]
    public async Task The_result_of_a_task()
    {
        var pool = shared.Pool;
        await RefusesAsync($"The result of the lambda in {Place}.The_result_of_a_task is a System.IO.MemoryStream", pool.RunAsync(static () => new MemoryStream()));
        await RefusesAsync($"The result.Content of the lambda in {Place}.The_result_of_a_task is a System.IO.MemoryStream", pool.RunAsync(static number => Boxed(number, number), 3));
        await RefusesAsync($"The result of the method {Place}.Open is a", pool.RunAsync(Open));
        await RefusesAsync($"The result of the lambda in {Place}.The_result_of_a_task is a", pool.RunAsync(static async () =>
        {
            await Task.Yield();
            return new MemoryStream();
        }));
    }

    [Fact]
    public async Task The_result_of_a_task_that_is_named_by_its_place_is_not_kept_for_the_next()
    {
        await RefusesAsync($"The result of the lambda in {Place}.", shared.Pool.RunAsync(static () => new MemoryStream()));
        await RefusesAsync("The item is a", shared.Pool.RunAsync(static () =>
        {
            using var queue = new SharedQueue<object>();
            queue.Enqueue(new MemoryStream());
        }));
    }

    [Theory, InlineData(1), InlineData(3), InlineData(10)]
    public async Task The_result_of_an_item(int chunkSize)
    {
        var pool = shared.Pool.WithOptions(new() { ChunkSize = chunkSize });
        var refusal = await RefusesAsync($"The result.Content of the lambda in {Place}.MapAsync is a", MapAsync(pool));
        Assert.Equal(4, refusal.Data[Index]);
        Assert.Contains("in item 4", refusal.ToString(), StringComparison.Ordinal);
        refusal = await RefusesAsync($"The result.Content of the lambda in {Place}.StreamAsync is a", StreamAsync(pool));
        Assert.Equal(4, refusal.Data[Index]);
    }

    [Theory, InlineData(1), InlineData(3), InlineData(10)]
    public async Task The_result_of_an_item_costs_no_other_one_its_outcome(int chunkSize)
    {
        var pool = shared.Pool.WithOptions(new() { ChunkSize = chunkSize });
        var outcomes = await OutcomesAsync(pool).Soon();
        for (var index = 0; index < outcomes.Length; index++)
        {
            if (index == 4) await RefusesAsync($"The result.Content of the lambda in {Place}.OutcomesAsync is a", outcomes[index]);
            else Assert.Equal(index, (await outcomes[index]).Content);
        }
    }

    [Theory, InlineData(1), InlineData(3), InlineData(10)]
    public async Task An_item_that_is_sent(int chunkSize)
    {
        var pool = shared.Pool.WithOptions(new() { ChunkSize = chunkSize });
        var items = Enumerable.Range(0, 8).Select(static number => Boxed(number, 4)).ToArray();
        var refusal = await RefusesAsync("The items[4].Content is a System.IO.MemoryStream", pool.MapAsync(static box => box.ToString(), items));
        Assert.Equal(4, refusal.Data[Index]);
        await RefusesAsync("The items[4].Content is a System.IO.MemoryStream", CollectAsync(pool.StreamAsync(static box => box.ToString(), items)));
    }

    [Fact]
    public async Task A_childs_result_and_arguments()
    {
        await RefusesAsync($"The result.Content of the lambda in {Place}.A_childs_result_and_arguments is a", ChildProcess.RunAsync(static () => Boxed(1, 1)));
        await RefusesAsync("The argument 'box'.Content is a", Task.Run(static () => ChildProcess.RunAsync(static (Box box) => box.ToString(), Boxed(1, 1))));
        await RefusesAsync("The argument.Content is a", Task.Run(() => shared.Pool.Run(static box => box.ToString(), Boxed(1, 1))));
    }

    [Fact]
    public async Task An_item_of_a_queue_and_a_message()
    {
        using var queue = new SharedQueue<Box>();
        await RefusesAsync("The item.Content is a", Task.Run(() => queue.Enqueue(Boxed(1, 1))));
        await RefusesAsync("The item.Content is a", queue.EnqueueAsync(Boxed(1, 1)).AsTask());
        var (first, second) = Connection.CreatePipe();
        using (first)
        using (second) await RefusesAsync("The message.Content is a", Task.Run(() => first.Send(Boxed(1, 1))));
        using var pair = new ConnectedPair(Transport.Unix);
        await RefusesAsync("The message.Content is a", Task.Run(() => pair.Client.Send(Boxed(1, 1))));
    }

    [Fact]
    public async Task A_report()
    {
        await RefusesAsync("The progress report.Content is a", shared.Pool.RunAsync(static progress => progress.Report(Boxed(1, 1)), Receiver.Of<Box>(static _ => { })));
        await RefusesAsync("The progress report.Content is a", ChildProcess.RunAsync(static (IProgress<Box> progress) => progress.Report(Boxed(1, 1)), Receiver.Of<Box>(static _ => { })));
    }

    private static async Task<ProcessBoundaryException> RefusesAsync(string start, Task task)
    {
        var refusal = await Assert.ThrowsAsync<ProcessBoundaryException>(task.Soon);
        Assert.StartsWith(start, refusal.Message, StringComparison.Ordinal);
        return refusal;
    }

    // Apart from the tests, whose functions would capture the pool.
    private static Task<Box[]> MapAsync(TaskPool pool) => pool.MapAsync(static number => Boxed(number, 4), Enumerable.Range(0, 8));

    private static Task<List<Box>> StreamAsync(TaskPool pool) =>
        CollectAsync(pool.StreamAsync(static number => Boxed(number, 4), Enumerable.Range(0, 8)));

    private static Task<Task<Box>[]> OutcomesAsync(TaskPool pool) =>
        pool.MapOutcomesAsync(static number => Boxed(number, 4), Enumerable.Range(0, 8));

    private static Task<List<T>> CollectAsync<T>(IAsyncEnumerable<T> stream) => PoolHealth.CollectAsync(stream);

    private static Box Boxed(int number, int refused) => new(number == refused ? new MemoryStream() : number);

    private static Stream Open() => new MemoryStream();

    private sealed record Box(object Content);
}

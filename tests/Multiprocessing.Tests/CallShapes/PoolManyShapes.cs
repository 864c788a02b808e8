using Multiprocessing.Python;
using static Multiprocessing.Tests.CallShapes.Shape;
using static Multiprocessing.Tests.CallShapes.Subjects;

namespace Multiprocessing.Tests.CallShapes;

/// <summary>One function, many items: <c>MapAsync</c>, <c>ForEachAsync</c>, <c>StreamAsync</c>, and Python's names.</summary>
internal static class PoolManyShapes
{
    private static readonly int[] s_doubled = [2, 4, 6];

    internal static Dictionary<string, Shape<TaskPool>> All { get; } = new()
    {
        ["map: a lambda"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(x => 2 * x, Three)),
        ["map: a range"] = Gives<TaskPool, int[]>([0, 1, 4], pool => pool.MapAsync(static x => x * x, Enumerable.Range(0, 3))),
        ["map: a list"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(Double, new List<int> { 1, 2, 3 })),
        ["map: a collection expression"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(Double, [1, 2, 3])),
        ["map: a query"] = Gives<TaskPool, int[]>([4, 6], pool => pool.MapAsync(Double, from number in Three where number > 1 select number)),
        ["map: a dictionary"] = Gives<TaskPool, string[]>(["a1"], pool => pool.MapAsync(pair => pair.Key + pair.Value, new Dictionary<string, int> { ["a"] = 1 })),
        ["map: words to numbers"] = Gives<TaskPool, int[]>([1, 2], pool => pool.MapAsync(int.Parse, "1 2".Split(' '))),
        ["map: tuples"] = Gives<TaskPool, int[]>([3, 7], pool => pool.MapAsync(pair => pair.Item1 + pair.Item2, [(1, 2), (3, 4)])),
        ["map: a tuple each"] = Gives<TaskPool, (int, int)[]>([(1, 2)], pool => pool.MapAsync(x => (x, 2 * x), [1])),
        ["map: nulls"] = Gives<TaskPool, string?[]>([null], pool => pool.MapAsync(x => x > 0 ? null : "none", [1])),
        ["map: an async lambda"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(async x => { await Task.Yield(); return 2 * x; }, Three)),
        ["map: an async expression"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(async x => await DoubleAsync(x), Three)),
        ["map: an asynchronous method group"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(DoubleAsync, Three)),
        ["map: a value task"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(DoubleValueAsync, Three)),
        ["map: a token for the caller"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(Double, Three, CancellationToken.None)),
        ["map: a token for the function"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync((x, token) => DoubleUnless(x, token), Three)),
        ["map: a method group that takes a token"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(DoubleUnless, Three, CancellationToken.None)),
        ["map: an asynchronous one that takes a token"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(async (x, token) => { await Task.Delay(1, token); return 2 * x; }, Three)),
        ["map: items by their name"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(items: Three, function: Double)),
        ["map: with options"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.WithOptions(new() { ChunkSize = 1 }).MapAsync(Double, Three)),
        ["map: waiting"] = Gives<TaskPool, int[]>(s_doubled, pool => Task.Run(() => pool.Map(Double, Three))),
        ["map: a throw"] = Fails<TaskPool>(pool => pool.MapAsync<int, int>(_ => throw new InvalidTimeZoneException("as wanted"), Three)),

        ["outcomes: a lambda"] = Gives<TaskPool, int>(2, async pool => (await pool.MapOutcomesAsync(x => x == 2 ? throw new InvalidTimeZoneException() : x, Three)).Count(item => item.IsCompletedSuccessfully)),
        ["outcomes: an async lambda"] = Gives<TaskPool, int>(3, async pool => (await pool.MapOutcomesAsync(async x => await DoubleAsync(x), Three)).Length),
        ["outcomes: a method group"] = Gives<TaskPool, int>(6, async pool => await (await pool.MapOutcomesAsync(Double, Three))[2]),
        ["outcomes: a value task"] = Gives<TaskPool, int>(6, async pool => await (await pool.MapOutcomesAsync(DoubleValueAsync, Three))[2]),
        ["outcomes: an asynchronous one that takes a token"] = Gives<TaskPool, int>(6, async pool => await (await pool.MapOutcomesAsync(async (x, token) => { await Task.Delay(1, token); return 2 * x; }, Three, CancellationToken.None))[2]),
        ["outcomes: a token for the function"] = Gives<TaskPool, int>(6, async pool => await (await pool.MapOutcomesAsync(DoubleUnless, Three))[2]),

        ["for each: an action"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync(_ => Count(counter), Three)),
        ["for each: statements"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync(_ => { Count(counter); }, Three)),
        ["for each: a method group"] = Counts<TaskPool>(2, (pool, counter) => pool.ForEachAsync(Count, [counter, counter])),
        ["for each: a result that is dropped"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync(x => Interlocked.Increment(ref counter.Value), Three)),
        ["for each: an async lambda"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync(async _ => { await Task.Yield(); Count(counter); }, Three)),
        ["for each: an async expression"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync(async _ => await CountAsync(counter), Three)),
        ["for each: an asynchronous method group"] = Counts<TaskPool>(1, (pool, counter) => pool.ForEachAsync(CountAsync, [counter])),
        ["for each: a value task"] = Counts<TaskPool>(1, (pool, counter) => pool.ForEachAsync(CountValueAsync, [counter])),
        ["for each: a task with a result that is dropped"] = new(pool => pool.ForEachAsync(DoubleAsync, Three)),
        ["for each: a token for the caller"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync(_ => Count(counter), Three, CancellationToken.None)),
        ["for each: a token for the function"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync((_, token) => CountUnless(counter, token), Three)),
        ["for each: an async lambda that takes a token"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync(async (_, token) => { await Task.Delay(1, token); Count(counter); }, Three)),
        ["for each: an asynchronous input"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync(_ => Count(counter), ThreeAsync())),
        ["for each: an asynchronous input and an async lambda"] = Counts<TaskPool>(3, (pool, counter) => pool.ForEachAsync(async _ => await CountAsync(counter), ThreeAsync())),
        ["for each: printing"] = new(pool => pool.ForEachAsync(Console.Write, new[] { "" })),
        ["for each: a throw"] = Fails<TaskPool>(pool => pool.ForEachAsync(_ => throw new InvalidTimeZoneException("as wanted"), Three)),
        ["for each: an asynchronous input and a throw"] = Fails<TaskPool>(pool => pool.ForEachAsync(_ => throw new InvalidTimeZoneException("as wanted"), ThreeAsync())),

        ["stream: a lambda"] = Gives<TaskPool, int[]>(s_doubled, pool => AllAsync(pool.StreamAsync(x => 2 * x, Three))),
        ["stream: a method group"] = Gives<TaskPool, int[]>(s_doubled, pool => AllAsync(pool.StreamAsync(Double, Three))),
        ["stream: an async lambda"] = Gives<TaskPool, int[]>(s_doubled, pool => AllAsync(pool.StreamAsync(async x => { await Task.Yield(); return 2 * x; }, Three))),
        ["stream: a value task"] = Gives<TaskPool, int[]>(s_doubled, pool => AllAsync(pool.StreamAsync(DoubleValueAsync, Three))),
        ["stream: an asynchronous input"] = Gives<TaskPool, int[]>(s_doubled, pool => AllAsync(pool.StreamAsync(Double, ThreeAsync()))),
        ["stream: an asynchronous input and an async lambda"] = Gives<TaskPool, int[]>(s_doubled, pool => AllAsync(pool.StreamAsync(async x => await DoubleAsync(x), ThreeAsync()))),
        ["stream: a token for the caller"] = Gives<TaskPool, int[]>(s_doubled, pool => AllAsync(pool.StreamAsync(Double, Three, CancellationToken.None))),
        ["stream: a token for the function"] = Gives<TaskPool, int[]>(s_doubled, pool => AllAsync(pool.StreamAsync((x, token) => DoubleUnless(x, token), Three))),
        ["stream: an asynchronous one that takes a token"] = Gives<TaskPool, int[]>(s_doubled, pool => AllAsync(pool.StreamAsync(DoubleUnlessAsync, ThreeAsync()))),
        ["stream: as they come"] = Gives<TaskPool, int>(12, async pool => (await AllAsync(pool.WithOptions(new() { Ordered = false }).StreamAsync(Double, Three))).Sum()),
        ["stream: LINQ"] = Gives<TaskPool, List<int>>([2, 4], pool => pool.StreamAsync(Double, Three).Take(2).ToListAsync().AsTask()),
        ["stream: where and select"] = Gives<TaskPool, int[]>([5, 7], pool => pool.StreamAsync(Double, Three).Where(x => x > 2).Select(x => x + 1).ToArrayAsync().AsTask()),
        ["stream: a query"] = Gives<TaskPool, List<int>>([4, 6], pool => (from number in pool.StreamAsync(Double, Three) where number > 2 select number).ToListAsync().AsTask()),
        ["stream: an asynchronous selector"] = Gives<TaskPool, int[]>([4, 8, 12], pool => pool.StreamAsync(Double, Three).Select(async (x, token) => { await Task.Delay(1, token); return 2 * x; }).ToArrayAsync().AsTask()),
        ["stream: in chunks"] = Gives<TaskPool, int>(2, pool => pool.StreamAsync(Double, Three).Chunk(2).CountAsync().AsTask()),
        ["stream: to a dictionary"] = Gives<TaskPool, int>(3, async pool => (await pool.StreamAsync(Double, Three).ToDictionaryAsync(x => x, x => $"{x}")).Count),
        ["stream: summed"] = Gives<TaskPool, int>(12, pool => pool.StreamAsync(Double, Three).SumAsync().AsTask()),
        ["stream: beside its input"] = Gives<TaskPool, (int, int)[]>([(2, 1), (4, 2), (6, 3)], pool => pool.StreamAsync(Double, Three).Zip(Three.ToAsyncEnumerable()).ToArrayAsync().AsTask()),
        ["stream: handed on"] = Gives<TaskPool, int>(12, pool => SumAsync(pool.StreamAsync(Double, Three))),
        ["stream: handed on as a sequence of objects"] = Gives<TaskPool, int>(3, pool => HowManyAsync(pool.StreamAsync(x => $"{x}", Three))),
        ["stream: handed on by a variable"] = Gives<TaskPool, int>(18, async pool =>
        {
            var doubled = pool.StreamAsync(Double, Three);
            return await SumAsync(doubled) + await doubled.LastAsync();
        }),
        ["stream: with a token for the enumeration"] = Gives<TaskPool, int>(12, pool => SumAsync(pool.StreamAsync(Double, Three), CancellationToken.None)),
        ["stream: a blocking enumeration"] = Gives<TaskPool, int>(12, pool => Task.Run(() => pool.StreamAsync(Double, Three).ToBlockingEnumerable().Sum())),
        ["stream: the input filtered by LINQ"] = Gives<TaskPool, int[]>([4, 6], pool => AllAsync(pool.StreamAsync(Double, ThreeAsync().Where(x => x > 1)))),
        ["stream: of a stream"] = Gives<TaskPool, int[]>([4, 8, 12], pool => AllAsync(pool.StreamAsync(Double, pool.StreamAsync(Double, Three)))),

        ["Python: apply"] = Gives<TaskPool, int>(42, pool => Task.Run(() => pool.Apply(Double, 21))),
        ["Python: apply, with no argument"] = Gives<TaskPool, int>(42, pool => Task.Run(() => pool.Apply(Give))),
        ["Python: apply_async"] = Gives<TaskPool, int>(42, pool => pool.ApplyAsync(Double, 21)),
        ["Python: apply_async with a callback"] = Gives<TaskPool, int>(42, pool => pool.ApplyAsync(Double, 21, callback: number => Assert.Equal(42, number))),
        ["Python: map with a chunk size"] = Gives<TaskPool, int[]>(s_doubled, pool => Task.Run(() => pool.Map(Double, Three, chunkSize: 2))),
        ["Python: map_async and get"] = Gives<TaskPool, int[]>(s_doubled, pool => Task.Run(() => pool.MapAsync(Double, Three).Get())),
        ["Python: map_async with a callback"] = Gives<TaskPool, int[]>(s_doubled, pool => pool.MapAsync(Double, Three, callback: all => Assert.Equal(3, all.Length))),
        ["Python: starmap"] = Gives<TaskPool, int[]>([3, 7], pool => Task.Run(() => pool.StarMap((left, right) => left + right, [(1, 2), (3, 4)]))),
        ["Python: starmap_async"] = Gives<TaskPool, string[]>(["1a"], pool => pool.StarMapAsync((number, letter) => $"{number}{letter}", [(1, 'a')])),
        ["Python: imap"] = Gives<TaskPool, List<int>>([2, 4, 6], pool => Task.Run(() => pool.IMap(Double, Three).ToList())),
        ["Python: imap and LINQ"] = Gives<TaskPool, int[]>([5, 7], pool => Task.Run(() => pool.IMap(Double, Three).Where(x => x > 2).Select(x => x + 1).ToArray())),
        ["Python: imap_unordered"] = Gives<TaskPool, int>(12, pool => Task.Run(() => pool.IMapUnordered(Double, Three, chunkSize: 2).Sum())),
    };

    private static async Task<int> SumAsync(IAsyncEnumerable<int> numbers, CancellationToken token = default)
    {
        var sum = 0;
        await foreach (var number in numbers.WithCancellation(token).ConfigureAwait(false)) sum += number;
        return sum;
    }

    private static async Task<int> HowManyAsync(IAsyncEnumerable<object> all) => await all.CountAsync();
}

namespace Multiprocessing.Tests.Memory;

/// <summary>An array is the same array wherever it arrives, however it travels.</summary>
public sealed class SharedArrayTravelTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    public static IEnumerable<TheoryDataRow<StartMethod>> Methods => [new(StartMethod.Spawn), new(StartMethod.WarmSpare)];

    [Theory, MemberData(nameof(Methods))]
    public void A_child_works_on_an_argument_in_place(StartMethod method)
    {
        using var array = new SharedArray<int>(1000);
        var child = ChildProcess.Start(
            static (SharedArray<int> array) =>
            {
                for (var index = 0; index < array.Length; index++) array[index] = index;
            }, array, new ProcessOptions { StartMethod = method });
        Assert.True(child.Join(s_patience));
        Assert.Equal(Enumerable.Range(0, 1000), array);
    }

    [Fact]
    public async Task Two_children_fill_halves_that_they_have_captured()
    {
        using var image = new SharedArray<byte>(100_000);
        using var upper = image.Slice(0, 50_000);
        using var lower = image.Slice(50_000, 50_000);
        await Task.WhenAll(ChildProcess.RunAsync(() => upper.Span.Fill(1)), ChildProcess.RunAsync(() => lower.Span.Fill(2)));
        Assert.Equal(50_000, image.Span.Count((byte)1));
        Assert.Equal(50_000, image.Span.IndexOf((byte)2));
        Assert.Equal(50_000, image.Span.Count((byte)2));
    }

    [Fact]
    public async Task An_array_that_a_child_returns_outlives_the_child()
    {
        using var array = await ChildProcess.RunAsync(static () => new SharedArray<double>([1.5, 2.5]));
        Assert.Equal([1.5, 2.5], array.ToArray());
        array[0] = 7;
        using (array.Lock.Enter()) Assert.True(array.Lock.IsHeldByCurrentProcess);
    }

    [Fact]
    public async Task An_array_that_a_grandchild_returns_arrives_at_the_top()
    {
        using var array = await ChildProcess.RunAsync(static () => ChildProcess.Start(static () => new SharedArray<int>([1, 2, 3]).Slice(1, 2)).Result);
        Assert.Equal([2, 3], array.ToArray());
    }

    [Fact]
    public async Task An_array_in_an_exception_or_a_report_arrives_too()
    {
        var reported = new TaskCompletionSource<SharedArray<int>>();
        var report = Receiver.Of<SharedArray<int>>(reported.SetResult);
        var failure = await Assert.ThrowsAsync<InvalidOperationException>(() => ChildProcess.RunAsync(() =>
        {
            report.Report(new SharedArray<int>([1, 2]));
            throw new InvalidOperationException("as wanted") { Data = { ["array"] = new SharedArray<int>([3, 4]) } };
        }));
        var arrived = await reported.Task.WaitAsync(s_patience);
        Assert.Equal([1, 2], arrived.ToArray());
        Assert.Equal([3, 4], ((SharedArray<int>)failure.Data["array"]!).ToArray());
    }

    [Fact]
    public async Task Arrays_travel_within_records_and_collections_and_stay_what_they_are()
    {
        using var one = new SharedArray<int>([1]);
        using var other = new SharedArray<int>(1) { [0] = 2 };
        using var part = one.Slice(0, 1);
        var parcel = new Parcel("x", one, [one, other, part], new Dictionary<string, object> { ["one"] = one, ["lock"] = one.Lock });
        Assert.Equal("", await ChildProcess.RunAsync(static (Parcel parcel) =>
        {
            if (!ReferenceEquals(parcel.Array, parcel.All[0])) return "the same array is two";
            if (!ReferenceEquals(parcel.Array, parcel.ByName["one"])) return "the same array is two in a dictionary";
            using (parcel.Array.Lock.Enter())
            {
                if (((SharedLock)parcel.ByName["lock"]).TryEnter()) return "the lock is another one";
                if (parcel.All[2].Lock.TryEnter()) return "the lock of a slice is another one";
            }

            if (ReferenceEquals(parcel.Array, parcel.All[2])) return "a slice is the array";
            foreach (var array in parcel.All) array[0] += 10;
            return "";
        }, parcel));
        Assert.Equal((21, 12), (one[0], other[0]));
    }

    [Fact]
    public async Task Memory_of_an_array_arrives_as_memory_of_that_array()
    {
        using var array = new SharedArray<int>([0, 1, 2, 3, 4]);
        var memory = array.Slice(1, 3).Memory[1..];
        var seen = await ChildProcess.RunAsync(() =>
        {
            var seen = memory.ToArray();
            memory.Span.Fill(9);
            return seen;
        });
        Assert.Equal([2, 3], seen);
        Assert.Equal([0, 1, 9, 9, 4], array.ToArray());
    }

    [Fact]
    public void The_lock_guards_it_in_all_processes()
    {
        const int Rounds = 20_000;
        using var array = new SharedArray<long>(2);
        ChildProcess[] children = [Start(), Start()];
        foreach (var child in children) Assert.True(child.Join(s_patience));
        Assert.Equal([2 * Rounds, 2 * Rounds], array.ToArray());

        ChildProcess Start() => ChildProcess.Start(() =>
        {
            for (var round = 0; round < Rounds; round++)
            {
                using (array.Lock.Enter())
                {
                    array[0]++;
                    array[1]++;
                }
            }
        });
    }

    [Fact]
    public async Task An_array_that_was_disposed_of_on_the_way_is_named_so()
    {
        var array = new SharedArray<int>(1);
        var bytes = Serialization.Codec.Bytes(array);
        array.Dispose();
        var failure = Assert.Throws<ObjectDisposedException>(() => ValueSerializer.Default.Deserialize<SharedArray<int>>(bytes));
        Assert.Contains("keep it until the receiver has it", failure.Message, StringComparison.Ordinal);
        // Another one in its place is not taken for it.
        using var next = new SharedArray<int>(1);
        Assert.Throws<ObjectDisposedException>(() => ValueSerializer.Default.Deserialize<SharedArray<int>>(bytes));
        Assert.Equal(1, await ChildProcess.RunAsync(static (SharedArray<int> array) => array.Length, next));
    }

    [Fact]
    public void A_child_keeps_what_its_parent_disposes_of()
    {
        using var go = new SharedValue<int>();
        var array = new SharedArray<int>([5]);
        var child = ChildProcess.Start(
            static ((SharedArray<int> Array, SharedValue<int> Go) given) =>
            {
                Volatile.Write(ref given.Go.Value, 1);
                while (Volatile.Read(ref given.Go.Value) != 2) Thread.Sleep(1);
                return given.Array[0];
            }, (array, go));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref go.Value) == 1, s_patience));
        array.Dispose();
        Volatile.Write(ref go.Value, 2);
        Assert.Equal(5, child.Result);
    }

    [Fact]
    public void A_part_that_the_block_does_not_have_is_damage()
    {
        using var array = new SharedArray<long>(10);
        var good = Serialization.Codec.Bytes(array);
        // The last numbers of the message: start and length of the part, what travels along, the end.
        var start = good.Length - 18;
        Assert.Equal(0, BitConverter.ToInt64(good, start));
        Assert.Equal(10, BitConverter.ToInt64(good, start + 8));
        foreach (var (from, length) in ((long, long)[])[(0, 11), (8, 10), (80, 1), (-8, 1), (4, 1), (0, -1), (88, 0), (0, long.MaxValue), (long.MaxValue - 7, 1)])
        {
            var bad = (byte[])good.Clone();
            BitConverter.TryWriteBytes(bad.AsSpan(start), from);
            BitConverter.TryWriteBytes(bad.AsSpan(start + 8), length);
            Assert.Throws<InvalidDataException>(() => ValueSerializer.Default.Deserialize<SharedArray<long>>(bad));
        }
    }

    private sealed record Parcel(string Name, SharedArray<int> Array, SharedArray<int>[] All, Dictionary<string, object> ByName);
}

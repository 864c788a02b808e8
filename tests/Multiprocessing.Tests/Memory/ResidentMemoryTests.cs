using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Memory;

/// <summary>What nobody uses any more takes no real memory, without a collection that somebody would have to provoke.</summary>
[Collection(FaultCollection.Name)]
public sealed class ResidentMemoryTests
{
    private const long MiB = 1 << 20;

    [Fact]
    public async Task A_queue_that_is_disposed_of_gives_its_memory_back_at_once() => await ChildProcess.RunAsync(static () =>
    {
        const int Queues = 50;
        var item = new byte[4 * MiB];
        Array.Fill(item, (byte)1);
        var before = Resident();
        var kept = new List<SharedQueue<byte[]>>();
        for (var number = 0; number < Queues; number++)
        {
            var queue = new SharedQueue<byte[]>();
            queue.Enqueue(item);
            queue.Dispose();
            // No collection can take it.
            kept.Add(queue);
        }

        Assert.True(Resident() - before < Queues * MiB, $"{(Resident() - before) / MiB} MiB stay");
        Assert.Throws<ObjectDisposedException>(() => kept[0].Enqueue(item));
        GC.KeepAlive(kept);
    });

    [Fact]
    public void What_a_queue_keeps_for_others_stays()
    {
        var item = new byte[MiB];
        Array.Fill(item, (byte)7);
        using var carrier = new SharedQueue<SharedQueue<byte[]>>();
        var queue = new SharedQueue<byte[]>();
        queue.Enqueue(item);
        carrier.Enqueue(queue);
        queue.Dispose();
        using var found = carrier.Dequeue();
        Assert.Equal(item, found.Dequeue());
    }

    [Fact]
    public async Task A_pipe_whose_ends_are_disposed_of_gives_its_memory_back_at_once() => await ChildProcess.RunAsync(static () =>
    {
        const int Pipes = 200;
        var message = new byte[8192];
        Array.Fill(message, (byte)1);
        var before = Resident();
        var kept = new List<Connection>();
        for (var number = 0; number < Pipes; number++)
        {
            var (first, second) = Connection.CreatePipe();
            for (var sent = 0; sent < 50; sent++) second.SendBytes(message);
            first.Dispose();
            second.Dispose();
            kept.AddRange([first, second]);
        }

        Assert.True(Resident() - before < 20 * MiB, $"{(Resident() - before) / MiB} MiB stay");
        GC.KeepAlive(kept);
    });

    [Fact]
    public void Records_of_what_is_gone_take_no_memory()
    {
        const int Pipes = 20_000;
        Collect();
        var before = Resident();
        MakeAndDispose();
        var most = Resident();
        Collect();
        Assert.True(most - before > 30 * MiB, $"only {(most - before) / MiB} MiB were used");
        // The map of the heap takes a sixty-fourth, and a part of which somebody else uses a little stays as a whole.
        Assert.True(Resident() - before < 10 * MiB, $"{(Resident() - before) / MiB} of {(most - before) / MiB} MiB stay");

        static void MakeAndDispose()
        {
            var ends = new List<(Connection First, Connection Second)>();
            for (var number = 0; number < Pipes; number++) ends.Add(Connection.CreatePipe());
            foreach (var (first, second) in ends)
            {
                first.Dispose();
                second.Dispose();
            }
        }
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    // The shared memory of this tree as this process has it: pages that were given back are in nobody's.
    private static long Resident()
    {
        using var lines = File.ReadLines("/proc/self/smaps").GetEnumerator();
        var kilobytes = 0L;
        var isShared = false;
        while (lines.MoveNext())
        {
            var line = lines.Current;
            if (line.Contains('-', StringComparison.Ordinal) && !line.Contains(" kB", StringComparison.Ordinal)) isShared = line.Contains("memfd:multiprocessing", StringComparison.Ordinal);
            else if (isShared && line.StartsWith("Rss:", StringComparison.Ordinal)) kilobytes += long.Parse(line.AsSpan(4).Trim(" kB"), System.Globalization.CultureInfo.InvariantCulture);
        }

        return kilobytes * 1024;
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Multiprocessing.Memory;
using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Memory;

/// <summary>
/// What is in use of shared memory: bytes of the tree's arena, segments of the machine, mappings and descriptors of this process.
/// </summary>
internal sealed class SharedFootprint
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly Lazy<Task> s_runtime = new(MakeWhatTheRuntimeKeepsAsync);
    private readonly string[] _segments = Machine.Segments;
    private readonly Counts _counts;

    private SharedFootprint(Counts counts) => _counts = counts;

    /// <summary>What is in use once nothing goes away any more that earlier tests have left to the collector.</summary>
    internal static async Task<SharedFootprint> SettledAsync()
    {
        // Whoever continues a method that has ended has its locals on the stack until it waits.
        await Task.Yield();
        await s_runtime.Value;
        // A spare that waits takes something too: there is one now and later.
        await WarmSpares.PrepareAsync();
        var last = Counts.Now;
        while (true)
        {
            await Task.Delay(50);
            var now = Counts.Now;
            if (now == last) return new SharedFootprint(now);
            last = now;
        }
    }

    /// <summary>Waits until no more than this is left: what a child held is let go of a little after its end.</summary>
    internal async Task AssertNoMoreIsLeftAsync()
    {
        await Machine.WaitUntilRemovedAsync(Machine.Segments.Except(_segments));
        await WarmSpares.PrepareAsync();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            await Task.Delay(20);
            var now = Counts.Now;
            if (now.ArenaBytes <= _counts.ArenaBytes && now.Mappings <= _counts.Mappings && now.Descriptors <= _counts.Descriptors) return;
            if (watch.Elapsed > s_patience) Assert.Fail($"{_counts} became {now}");
        }
    }

    // The runtime keeps a pipe for signals from the first program that is started, and a descriptor from the first asynchronous work on a
    // socket: another test, at the same time, may be the first to do so.
    private static async Task MakeWhatTheRuntimeKeepsAsync()
    {
        using var program = Process.Start("true");
        await program.WaitForExitAsync();
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        using var caller = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        var accepting = listening.AcceptAsync();
        await caller.ConnectAsync(listening.LocalEndPoint!);
        (await accepting).Dispose();
    }

    private readonly record struct Counts(long ArenaBytes, int Mappings, int Descriptors)
    {
        internal static Counts Now
        {
            get
            {
                GC.Collect();
                GC.WaitForPendingFinalizers();
                var mappings = File.ReadLines("/proc/self/maps").Count(static line => line.Contains("/dev/shm/", StringComparison.Ordinal) || line.Contains("memfd:multiprocessing", StringComparison.Ordinal));
                return new Counts(Arena.Instance.UsedBytes, mappings, Machine.Descriptors);
            }
        }
    }
}

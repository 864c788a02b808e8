using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>A process that does nothing, started and joined.</summary>
internal static class StartRows
{
    public static IEnumerable<Row> All =>
    [
        new("start-spawn", "ms", Spawn) { Python = "start_spawn", Peer = Peer, Limit = Limit },
        new("start-spawn-vs-fork", "ms", Spawn) { Python = "start_fork" },
        new("start-spare", "ms", Spare) { Python = "start_forkserver", Limit = EmptyProcess.EndOneStartedAhead },
        new("start-spare-vs-fork", "ms", Spare) { Python = "start_fork" },
    ];

    private static double Spawn() => Timing.Milliseconds(static () => StartAndJoin(Methods.Spawn));

    private static double Spare() => Methods.WithSpare(static () => Timing.Milliseconds(static () => StartAndJoin(Methods.Spare)));

    private static double Peer() => Timing.Milliseconds(EmptyProcess.RunByPeer);

    private static double Limit() => Timing.Milliseconds(EmptyProcess.Run);

    private static void StartAndJoin(ProcessOptions options)
    {
        using var child = ChildProcess.Start(static () => { }, options);
        child.Join();
    }
}

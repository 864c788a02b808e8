using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>Fifty processes started at once, then all joined.</summary>
internal static class ManyRows
{
    private const int Count = 50;

    public static IEnumerable<Row> All =>
    [
        new("start-50", "ms", Ours) { Python = "start_50", Peer = Peer, Limit = Limit, Rounds = 5, QuickRounds = 2 },
    ];

    private static double Ours() => Timing.Milliseconds(static () =>
    {
        var children = Enumerable.Range(0, Count).Select(static _ => ChildProcess.Start(static () => { }, Methods.Spawn)).ToArray();
        foreach (var child in children) child.Join();
    });

    private static double Peer() => Timing.Milliseconds(static () =>
    {
        var processes = Enumerable.Range(0, Count).Select(static _ => EmptyProcess.StartByPeer()).ToArray();
        foreach (var process in processes) process.WaitForExit();
    });

    private static double Limit() => Timing.Milliseconds(static () =>
    {
        var processes = Enumerable.Range(0, Count).Select(static _ => EmptyProcess.Start()).ToArray();
        foreach (var process in processes) NativeSpawn.Wait(process);
    });
}

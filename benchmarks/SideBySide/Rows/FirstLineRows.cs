using System.Diagnostics;
using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>From before the start to the function's first line; both clocks are the system's monotonic one.</summary>
internal static class FirstLineRows
{
    public static IEnumerable<Row> All =>
    [
        new("first-line-spawn", "ms", static () => FirstLine(Methods.Spawn)) { Python = "first_line_spawn", Limit = Limit },
        new("first-line-spare", "ms", static () => Methods.WithSpare(static () => FirstLine(Methods.Spare))) { Python = "first_line_forkserver" },
    ];

    private static double FirstLine(ProcessOptions options)
    {
        var start = Stopwatch.GetTimestamp();
        using var child = ChildProcess.Start(static () => Stopwatch.GetTimestamp(), options);
        return Timing.Between(start, child.Result);
    }

    private static double Limit()
    {
        var start = Stopwatch.GetTimestamp();
        return Timing.Between(start, BitConverter.ToInt64(EmptyProcess.Talk("first-line", [], sizeof(long))));
    }
}

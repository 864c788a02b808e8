using System.Globalization;
using Multiprocessing;

namespace SideBySide.Rows;

/// <summary>10 MiB to a new process and back.</summary>
internal static class CallRows
{
    private static readonly byte[] Payload = new byte[10 << 20];

    public static IEnumerable<Row> All =>
    [
        new("call-10MB", "ms", Ours) { Python = "call_10mb", Limit = Limit },
    ];

    private static double Ours() => Timing.Milliseconds(static () =>
        Check(ChildProcess.RunAsync(static (byte[] bytes) => bytes, Payload, Methods.Spawn).GetAwaiter().GetResult()));

    private static double Limit() => Timing.Milliseconds(static () =>
        Check(EmptyProcess.Talk(Payload.Length.ToString(CultureInfo.InvariantCulture), Payload, Payload.Length)));

    private static void Check(byte[] result)
    {
        if (result.Length != Payload.Length) throw new InvalidOperationException($"{result.Length} bytes came back.");
    }
}

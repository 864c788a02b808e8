using System.Diagnostics;
using System.Text;

namespace Multiprocessing.Pools;

/// <summary>The caller's trace, which goes on in the worker: the span that is made there is a part of the one in which the task was submitted.</summary>
internal static class CallerTrace
{
    /// <summary>Where spans come from.</summary>
    internal const string SourceName = "Multiprocessing.ProcessPool";

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>The trace of the caller as a message has it; null if there is none.</summary>
    internal static byte[]? Capture()
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity) return null;
        var state = activity.TraceStateString ?? "";
        var bytes = new byte[sizeof(int) + Encoding.UTF8.GetByteCount(id) + 1 + Encoding.UTF8.GetByteCount(state)];
        BitConverter.TryWriteBytes(bytes, bytes.Length - sizeof(int));
        Encoding.UTF8.GetBytes($"{id}\n{state}", bytes.AsSpan(sizeof(int)));
        return bytes;
    }

    /// <summary>In the worker: makes a span of the task, and takes its trace out of the message.</summary>
    internal static Activity? Continue(ref ReadOnlyMemory<byte> message)
    {
        var length = BitConverter.ToInt32(message.Span);
        var parts = Encoding.UTF8.GetString(message.Span.Slice(sizeof(int), length)).Split('\n');
        message = message[(sizeof(int) + length)..];
        if (!ActivityContext.TryParse(parts[0], parts[1], isRemote: true, out var context)) return null;
        // Where nobody listens to our spans, the caller's trace is still there for those that the task makes.
        return s_source.StartActivity("ProcessPool.Task", ActivityKind.Consumer, context) ?? new Activity("ProcessPool.Task") { TraceStateString = parts[1] }.SetParentId(parts[0]).Start();
    }

    /// <summary>The task has ended.</summary>
    internal static void End(object trace, Exception? failure)
    {
        var activity = (Activity)trace;
        if (failure is not null)
        {
            activity.SetTag("error.type", failure.GetType().FullName);
            activity.SetStatus(ActivityStatusCode.Error, failure.Message);
        }

        activity.Dispose();
    }
}

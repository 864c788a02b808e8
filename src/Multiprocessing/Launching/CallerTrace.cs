using System.Diagnostics;
using System.Text;

namespace Multiprocessing.Launching;

/// <summary>
/// The caller's trace and its baggage, which go on in another process: the span that is made there is a part of the one in which the work
/// was submitted.
/// </summary>
internal static class CallerTrace
{
    /// <summary>The name of the source of spans.</summary>
    internal const string SourceName = "Multiprocessing.ProcessPool";

    // Baggage that would make a trace longer than this stays behind; a trace that is too long without baggage is the caller's own
    // invention.
    internal const int MostBytes = 4096;

    private static readonly ActivitySource s_source = new(SourceName);

    /// <summary>Returns the caller's trace as a message holds it; null if there is none.</summary>
    internal static byte[]? Capture()
    {
        if (Activity.Current is not { IdFormat: ActivityIdFormat.W3C, Id: { } id } activity) return null;
        var state = activity.TraceStateString ?? "";
        return Write([id, state, .. Pairs(activity)]) ?? Write([id, state]);
    }

    /// <summary>Makes a span of the work, in the other process, and removes the trace from the message.</summary>
    /// <param name="message">The message, which begins with the trace.</param>
    /// <param name="name">The name of the span.</param>
    internal static Activity? Continue(ref ReadOnlyMemory<byte> message, string name = "ProcessPool.Task")
    {
        var (texts, length) = Read(message.Span);
        message = message[length..];
        var (id, state) = (texts[0], texts[1]);
        if (!ActivityContext.TryParse(id, state, isRemote: true, out var context)) return null;
        // Where nobody listens to our spans, the caller's trace is still there for spans that the work makes.
        var activity = s_source.StartActivity(name, ActivityKind.Consumer, context)
            ?? new Activity(name) { TraceStateString = state }.SetParentId(id).Start();
        // The entry that was added last counts, and comes first.
        for (var index = texts.Length - 2; index >= 2; index -= 2) activity.AddBaggage(texts[index], texts[index + 1]);
        return activity;
    }

    /// <summary>Ends the span, when the work has ended.</summary>
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

    private static IEnumerable<string> Pairs(Activity activity)
    {
        foreach (var (key, value) in activity.Baggage)
        {
            yield return key;
            yield return value ?? "";
        }
    }

    // The layout: the number of bytes that follow, then each text behind its length. Null where that is too long.
    private static byte[]? Write(string[] texts)
    {
        var length = sizeof(int);
        foreach (var text in texts) length += sizeof(int) + Encoding.UTF8.GetByteCount(text);
        if (length > MostBytes) return null;
        var bytes = new byte[length];
        BitConverter.TryWriteBytes(bytes, length - sizeof(int));
        var rest = bytes.AsSpan(sizeof(int));
        foreach (var text in texts)
        {
            var count = Encoding.UTF8.GetBytes(text, rest[sizeof(int)..]);
            BitConverter.TryWriteBytes(rest, count);
            rest = rest[(sizeof(int) + count)..];
        }

        return bytes;
    }

    private static (string[] Texts, int Length) Read(ReadOnlySpan<byte> message)
    {
        var length = sizeof(int) + BitConverter.ToInt32(message);
        var texts = new List<string>();
        for (var rest = message[sizeof(int)..length]; !rest.IsEmpty;)
        {
            var count = BitConverter.ToInt32(rest);
            texts.Add(Encoding.UTF8.GetString(rest.Slice(sizeof(int), count)));
            rest = rest[(sizeof(int) + count)..];
        }

        return ([.. texts], length);
    }
}

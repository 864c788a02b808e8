using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>An exception on its way to the parent: its text always, and the exception itself where its type allows.</summary>
internal static class FailureMessage
{
    internal static ReadOnlyMemory<byte> Write(Exception exception, LiveObjects live)
    {
        var writer = Frame.Begin();
        writer.WriteText(exception.GetType().FullName);
        writer.WriteText(Text(() => exception.Message, exception));
        writer.WriteText(StackTrace(exception));
        writer.WriteText(Text(exception.ToString, exception));
        var whole = TryWriteWhole(exception, live);
        writer.WriteCount(whole.Length);
        writer.WriteBytes(whole.Span);
        return Frame.End(writer, FrameKind.Failure);
    }

    internal static Exception Read(byte[] message, LiveObjects live)
    {
        // Never met, since there was no child; it lets NativeAOT leave the reader out.
        if (!RuntimeFeature.IsDynamicCodeSupported) throw AheadOfTime.CannotRead();
        var reader = new ObjectReader(message);
        var (type, text, stack, everything) = (reader.ReadText()!, reader.ReadText()!, reader.ReadText(), reader.ReadText()!);
        var length = reader.ReadCount();
        if (length > 0 && TryReadWhole(message.AsMemory(message.Length - length), live) is { } exception) return exception;
        return new RemoteException(type, text, stack, everything);
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception that cannot even describe itself is still reported.")]
    private static string Text(Func<string> describe, Exception exception)
    {
        try
        {
            return describe();
        }
        catch (Exception failure)
        {
            return $"{exception.GetType().FullName}, whose text could not be had: {failure.GetType().FullName}";
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "An exception that cannot even describe itself is still reported.")]
    private static string? StackTrace(Exception exception)
    {
        try
        {
            return exception.StackTrace;
        }
        catch (Exception)
        {
            return null;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps an exception from travelling, its text does.")]
    private static ReadOnlyMemory<byte> TryWriteWhole(Exception exception, LiveObjects live)
    {
        try
        {
            var writer = new ObjectWriter(live);
            writer.WriteGraph(exception, typeof(Exception), "exception");
            return writer.Written;
        }
        catch (Exception)
        {
            return default;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever keeps an exception from being rebuilt, its text arrives.")]
    private static Exception? TryReadWhole(ReadOnlyMemory<byte> bytes, LiveObjects live)
    {
        try
        {
            return (Exception?)new ObjectReader(bytes, live).ReadGraph(typeof(Exception));
        }
        catch (Exception)
        {
            return null;
        }
    }
}

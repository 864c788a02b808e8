using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>An exception on its way to the parent: always its text, and the exception itself where its type allows.</summary>
internal static class FailureMessage
{
    internal static ReadOnlyMemory<byte> Write(Exception exception, LiveObjects live)
    {
        var writer = Frame.Begin();
        writer.WriteText(exception.GetType().FullName);
        writer.WriteText(ExceptionText.Message(exception));
        writer.WriteText(ExceptionText.StackTrace(exception));
        writer.WriteText(ExceptionText.Whole(exception));
        var whole = TryWrite(exception, live, salvage: null, out var reason);
        // What the exception holds cannot cross; the parent should still be able to catch it by its type.
        if (whole.IsEmpty && new ExceptionSalvage(live) is var salvage && (reason = salvage.ReasonAgainst(exception)) is null)
        {
            whole = TryWrite(exception, live, salvage, out reason);
        }

        writer.WriteText(reason);
        writer.WriteCount(whole.Length);
        writer.WriteBytes(whole.Span);
        return Frame.End(writer, FrameKind.Failure);
    }

    internal static Exception Read(byte[] message, LiveObjects live)
    {
        // Never reached, since there was no child; it lets NativeAOT leave the reader out.
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotRead();
        var reader = new ObjectReader(message);
        var (type, text, stack, everything) = (reader.ReadText()!, reader.ReadText()!, reader.ReadText(), reader.ReadText()!);
        var reason = reader.ReadText();
        var length = reader.ReadCount();
        if (length > 0 && TryReadWhole(message.AsMemory(message.Length - length), live, ref reason) is { } exception) return exception;
        return new RemoteException(type, text, stack, everything, reason);
    }

    // Whatever keeps an exception from travelling, its text does.
    private static ReadOnlyMemory<byte> TryWrite(Exception exception, LiveObjects live, ExceptionSalvage? salvage, out string? reason)
    {
        try
        {
            var writer = new ObjectWriter(live) { Salvage = salvage };
            writer.WriteGraph(exception, typeof(Exception), "exception");
            reason = null;
            return writer.Written;
        }
        catch (Exception failure)
        {
            reason = ExceptionText.Message(failure);
            return default;
        }
    }

    // Whatever keeps an exception from being rebuilt, its text arrives.
    private static Exception? TryReadWhole(ReadOnlyMemory<byte> bytes, LiveObjects live, ref string? reason)
    {
        try
        {
            return (Exception?)new ObjectReader(bytes, live).ReadGraph(typeof(Exception));
        }
        catch (Exception failure)
        {
            reason = ExceptionText.Message(failure);
            return null;
        }
    }
}

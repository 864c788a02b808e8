using System.Diagnostics;
using Multiprocessing.Launching;
using Multiprocessing.Messaging;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Worker;

/// <summary>Sends a worker's messages to its pool. Thread-safe: reports may come from any thread of a task.</summary>
internal sealed class TaskOutput(PipeConnection connection, WorkerBoard board)
{
    private long _task;

    internal void Open(long task) => _task = task;

    /// <param name="value">The result of the task's function.</param>
    /// <param name="function">The function.</param>
    /// <exception cref="ProcessBoundaryException">The result cannot cross a process border; nothing was sent.</exception>
    internal void Return<T>(T value, IUserFunction function)
    {
        var header = new ResultHeader(ResultMessage.Returned, 0, _task, Elapsed());
        if (ValueEncoder<T>.TryGetMemory(ref value, out var kind, out var bytes)) Send(header, kind, bytes);
        else SendGraph(header, value, "result", function);
    }

    internal void Throw(ResultMessage message, Exception exception, int place = 0)
    {
        var writer = MessageWriter.Rent();
        var wasSent = false;
        try
        {
            var failure = FailureMessage.Write(exception, writer);
            Send(new ResultHeader(message, place, _task, Elapsed()), MessageKind.Bytes, failure.Span[Frame.HeaderSize..], writer.Holds);
            wasSent = true;
        }
        finally
        {
            writer.Return(wasSent);
        }
    }

    internal void Report<T>(long task, int number, T value) =>
        SendGraph(new ResultHeader(ResultMessage.Progress, number, task, 0), value, "progress report", producer: null);

    internal void Tell(ResultMessage message) => Send(new ResultHeader(message, 0, 0, 0), MessageKind.Bytes, default);

    private long Elapsed() => _task == 0 ? 0 : Stopwatch.GetTimestamp() - board.BeganAt;

    /// <summary>Writes a result, to check that it can cross a process border.</summary>
    /// <exception cref="ProcessBoundaryException">The result cannot cross.</exception>
    internal static void Check<T>(T value, IUserFunction function)
    {
        var writer = MessageWriter.Rent();
        try
        {
            writer.Write(value, "result", function);
        }
        finally
        {
            writer.Return(wasSent: false);
        }
    }

    private void SendGraph<T>(in ResultHeader header, T value, string what, IUserFunction? producer)
    {
        var writer = MessageWriter.Rent();
        var wasSent = false;
        try
        {
            writer.Write(value, what, producer);
            Send(header, MessageKind.Graph, writer.Bytes.Span, writer.Holds);
            wasSent = true;
        }
        finally
        {
            writer.Return(wasSent);
        }
    }

    private unsafe void Send(in ResultHeader header, MessageKind kind, ReadOnlySpan<byte> body, ReadOnlySpan<long> holds = default)
    {
        var copy = header;
        connection.Send(new OutgoingMessage(kind, new ReadOnlySpan<byte>(&copy, ResultHeader.Length), body, holds), CancellationToken.None);
    }
}

using System.Runtime.CompilerServices;
using Multiprocessing.Launching;
using Multiprocessing.Messaging;
using Multiprocessing.Platform;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing.Pools.Worker;

/// <summary>The program of a worker process: runs one task after the other, until its pool sends no more.</summary>
internal sealed class WorkerProgram
{
    private readonly PipeConnection _connection;
    private readonly WorkerBoard _board;
    private readonly TaskOutput _output;
    private readonly TaskLiveObjects _live;
    private readonly TaskInput _input;
    private readonly ReceivedFunctions _functions = new();

    // The state in which each task begins, as the initializer has left it.
    private AmbientState _ambient;
    private WorkerInitializer? _initializer;

    private WorkerProgram(PipeEnd pipe, WorkerBoard board)
    {
        (_connection, _board) = (new PipeConnection(pipe), board);
        _output = new TaskOutput(_connection, board);
        _live = new TaskLiveObjects(board, _output);
        _input = new TaskInput(_live);
    }

    /// <summary>Runs a worker; called as the child's function.</summary>
    internal static void Run(PipeEnd pipe, WorkerBoard board)
    {
        // Ctrl+C reaches all processes of a terminal; the pool decides what happens to its workers then.
        ConsoleInterrupt.Ignore();
        new WorkerProgram(pipe, board).Run();
    }

    /// <summary>Runs a worker in a process that is its own pool, and will be another pool's worker.</summary>
    internal static void Rehearse(PipeEnd pipe, WorkerBoard board) => new WorkerProgram(pipe, board).Run();

    // Every exception is the pool's to see.
    private bool Initialize(in TaskHeader header, ReadOnlyMemory<byte> message)
    {
        try
        {
            _input.Open(Payload.Locate(header, message));
            _initializer = _input.ReadInitializer();
            if (_initializer is not null)
            {
                _initializer.Run();
                ThreadTraits.Keep();
            }
        }
        catch (Exception exception)
        {
            _output.Throw(ResultMessage.InitializerThrew, exception);
            return false;
        }
        finally
        {
            _input.Close();
        }

        _ambient = AmbientState.Capture();
        _output.Tell(ResultMessage.Ready);
        return true;
    }

    private void Run()
    {
        var sink = new TaskSink();
        while (true)
        {
            _connection.Receive(ref sink, CancellationToken.None);
            var message = sink.Message;
            var header = TaskHeader.Read(message.Span);
            message = message[TaskHeader.Length..];
            switch (header.Message)
            {
                case TaskMessage.Initialize:
                    if (!Initialize(header, message)) return;
                    break;
                case TaskMessage.Run:
                    RunTask(header, message);
                    break;
                case TaskMessage.CacheFunction:
                    _functions.Add(header.Function, new ReceivedFunction(Payload.Locate(header, message).ToArray(), _live));
                    break;
                case TaskMessage.DropFunction:
                    _functions.Remove(header.Function);
                    break;
                default:
                    if (_initializer is not null) CleanUp(_initializer);
                    return;
            }
        }
    }

    // No caller waits for the cleanup, so a failure is written to standard error as a program writes one.
    // Every exception is told, and the worker ends all the same.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CleanUp(WorkerInitializer initializer)
    {
        try
        {
            initializer.End();
        }
        catch (Exception exception)
        {
            Console.Error.WriteLine($"Process {CurrentProcess.Name}: what the worker does before it ends has " +
                $"failed:{Environment.NewLine}{exception}");
        }
    }

    // Every exception is the caller's to see.
    private void RunTask(in TaskHeader header, ReadOnlyMemory<byte> message)
    {
        if (!_board.TryBegin(header.Task)) return;
        var learnt = (header.Traits & TaskTraits.BringsFunction) != 0 ? null : _functions[header.Function];
        _live.Open(header.Task, learnt?.Scope);
        _output.Open(header.Task);
        // Kept as an object, since naming its type would load another assembly.
        var trace = (header.Traits & TaskTraits.HasTrace) != 0 ? BeginTrace(ref message) : null;
        try
        {
            _input.Open(Payload.Locate(header, message));
            var function = learnt is null ? _input.ReadFunction() : learnt.Get();
            function.Run(_input, _output);
            if (trace is not null) EndTrace(trace, null);
        }
        catch (ItemFailure failure)
        {
            if (trace is not null) EndTrace(trace, failure.InnerException);
            _output.Throw(ResultMessage.Threw, failure.InnerException!, failure.Place);
        }
        catch (Exception exception)
        {
            if (trace is not null) EndTrace(trace, exception);
            _output.Throw(ResultMessage.Threw, exception);
        }

        _ambient.Restore();
        _input.Close();
        _live.Close();
        _board.End();
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object? BeginTrace(ref ReadOnlyMemory<byte> message) => CallerTrace.Continue(ref message);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void EndTrace(object trace, Exception? failure) => CallerTrace.End(trace, failure);
}

using System.Runtime.ExceptionServices;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Worker;

/// <summary>
/// A function that tasks name by its number. Built by the first task that calls it, so that a failure or crash of that is this task's.
/// </summary>
internal sealed class ReceivedFunction(byte[] bytes, TaskLiveObjects live)
{
    private byte[]? _bytes = bytes;
    private WorkerFunction? _function;
    private ExceptionDispatchInfo? _failure;

    /// <summary>The live objects that the function has brought; null for none.</summary>
    internal TaskScope? Scope { get; private set; }

    internal WorkerFunction Get()
    {
        if (_function is { } function) return function;
        _failure?.Throw();
        try
        {
            var reader = new ObjectReader(default, live);
            reader.OpenMessage(_bytes);
            _function = (WorkerFunction)reader.ReadGraph(typeof(WorkerFunction))!;
            Scope = live.Kept();
        }
        catch (Exception exception)
        {
            _failure = ExceptionDispatchInfo.Capture(exception);
            throw;
        }
        finally
        {
            _bytes = null;
        }

        return _function;
    }
}

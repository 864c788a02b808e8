using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Worker;

/// <summary>The payload of the current task of a worker.</summary>
internal sealed class TaskInput(TaskLiveObjects live)
{
    private readonly ObjectReader _reader = new(default, live);
    private ReadOnlyMemory<byte> _payload;
    private bool _isOpen;

    internal void Open(ReadOnlyMemory<byte> payload) => (_payload, _isOpen) = (payload, false);

    /// <summary>Lets go of the task's objects.</summary>
    internal void Close()
    {
        if (_isOpen) _reader.Clear();
        (_payload, _isOpen) = (default, false);
    }

    /// <summary>Reads the function of a task that brings its own.</summary>
    internal WorkerFunction ReadFunction()
    {
        _isOpen = true;
        _reader.OpenMessage(_payload);
        return (WorkerFunction)_reader.ReadGraph(typeof(WorkerFunction))!;
    }

    /// <summary>Reads the initializer; null for none.</summary>
    internal WorkerInitializer? ReadInitializer()
    {
        if (_payload.IsEmpty) return null;
        _isOpen = true;
        _reader.OpenMessage(_payload);
        return (WorkerInitializer)_reader.ReadGraph(typeof(WorkerInitializer))!;
    }

    internal T Read<T>()
    {
        if (typeof(T) == typeof(VoidResult)) return default!;
        if (!_isOpen)
        {
            if (Payload.TryRead(_payload.Span, out T argument)) return argument;
            _isOpen = true;
            _reader.OpenMessage(_payload);
        }

        T value = default!;
        _reader.ReadGraph(ref value);
        return value;
    }

    internal CancellationToken GivenToken() => live.GivenToken();
}

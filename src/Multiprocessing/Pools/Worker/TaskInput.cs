using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Messaging;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Worker;

/// <summary>The payload of the task that a worker is at.</summary>
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

    /// <summary>The function, where the task brings its own.</summary>
    internal WorkerFunction ReadFunction()
    {
        _isOpen = true;
        _reader.OpenMessage(_payload);
        return (WorkerFunction)_reader.ReadGraph(typeof(WorkerFunction))!;
    }

    /// <summary>The initializer; null for none.</summary>
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
            switch (WireKind<T>.Kind)
            {
                case MessageKind.Raw: return Unsafe.ReadUnaligned<T>(in MemoryMarshal.GetReference(_payload.Span));
                case MessageKind.RawArray when _payload.Span[0] != 0: return ReadArray<T>(_payload.Span);
                case MessageKind.RawArray: return default!;
            }

            _isOpen = true;
            _reader.OpenMessage(_payload);
        }

        if (typeof(T).IsValueType && default(T) is null) return (T)_reader.ReadGraph(typeof(T))!;
        T value = default!;
        _reader.ReadGraph(ref value);
        return value;
    }

    internal CancellationToken GivenToken() => live.GivenToken();

    private static T ReadArray<T>(ReadOnlySpan<byte> payload)
    {
        var plan = TypePlan.Of(typeof(T));
        var bytes = payload[Payload.ArrayPrefix..];
        var array = ObjectReader.AllocateUncleared(plan, bytes.Length / plan.Element!.Size);
        bytes.CopyTo(ValueMessage.BytesOf(array));
        return (T)(object)array;
    }
}

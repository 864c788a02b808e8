using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Worker;

/// <summary>
/// The functions that tasks name by number. As a rule they are few, and the same one is called again and again; a dictionary, for which
/// another assembly must be loaded, is made only for many.
/// </summary>
internal sealed class ReceivedFunctions
{
    private const int Few = 16;

    private (int Number, ReceivedFunction Function)[] _few = [];
    private int _count;
    private (int Number, ReceivedFunction? Function) _last;
    private Dictionary<int, ReceivedFunction>? _many;

    internal ReceivedFunction this[int number] => _last.Number == number ? _last.Function! : Find(number);

    internal void Add(int number, ReceivedFunction function)
    {
        if (_many is not null || _count == Few)
        {
            AddToMany(number, function);
            return;
        }

        if (_count == _few.Length) Array.Resize(ref _few, _count + 4);
        _few[_count++] = (number, function);
    }

    internal void Remove(int number)
    {
        if (_last.Number == number) _last = default;
        for (var index = 0; index < _count; index++)
        {
            if (_few[index].Number != number) continue;
            _few[index] = _few[--_count];
            _few[_count] = default;
            return;
        }

        if (_many is not null) RemoveFromMany(number);
    }

    private ReceivedFunction Find(int number)
    {
        for (var index = 0; index < _count; index++)
        {
            if (_few[index].Number == number) return (_last = _few[index]).Function!;
        }

        var found = _many is null ? null : FindInMany(number);
        return (_last = (number, found ?? throw Serialization.ObjectReader.Corrupt())).Function!;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void AddToMany(int number, ReceivedFunction function) => (_many ??= [])[number] = function;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void RemoveFromMany(int number) => _many!.Remove(number);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ReceivedFunction? FindInMany(int number) => _many!.GetValueOrDefault(number);
}

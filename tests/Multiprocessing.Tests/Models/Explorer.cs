using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Models;

/// <summary>Visits every state that a model can reach, in whatever order its actors take their steps.</summary>
internal sealed class Explorer<TState>(Model<TState> model)
    where TState : unmanaged
{
    private readonly List<TState> _states = [];
    private readonly List<int> _cameFrom = [];
    private readonly List<int> _froms = [];
    private readonly List<int> _tos = [];
    private readonly Dictionary<TState, int> _numbers = new(new ByBytes());

    /// <summary>Visits all; fails with the shortest way to a fault, or to a state from which the end cannot be reached any more.</summary>
    /// <returns>How many states there are.</returns>
    internal int Explore(int most = 5_000_000)
    {
        Visit(model.Initial, -1);
        for (var number = 0; number < _states.Count; number++)
        {
            if (model.Fault(_states[number]) is { } fault) Assert.Fail($"{fault}\n{Way(number)}");
            if (number > most) Assert.Fail($"More than {most} states.");
            foreach (var (step, next) in model.Steps(_states[number]))
            {
                var to = Visit(next, number);
                if (model.IsMishap(step)) continue;
                _froms.Add(number);
                _tos.Add(to);
            }
        }

        RequireWaysToEnd();
        return _states.Count;
    }

    private int Visit(in TState state, int from)
    {
        ref var number = ref CollectionsMarshal.GetValueRefOrAddDefault(_numbers, state, out var isKnown);
        if (isKnown) return number;
        number = _states.Count;
        _states.Add(state);
        _cameFrom.Add(from);
        return number;
    }

    // From the ends backwards, by steps that have to be taken.
    private void RequireWaysToEnd()
    {
        var order = Enumerable.Range(0, _tos.Count).ToArray();
        var tos = _tos.ToArray();
        Array.Sort(tos, order);
        var leads = new bool[_states.Count];
        var pending = new Stack<int>();
        for (var number = 0; number < _states.Count; number++)
        {
            if (leads[number] = model.IsFinal(_states[number])) pending.Push(number);
        }

        while (pending.TryPop(out var number))
        {
            for (var step = FirstOf(tos, number); step < tos.Length && tos[step] == number; step++)
            {
                var from = _froms[order[step]];
                if (leads[from]) continue;
                leads[from] = true;
                pending.Push(from);
            }
        }

        var stuck = Array.IndexOf(leads, false);
        if (stuck >= 0) Assert.Fail($"No way leads from here to the end.\n{Way(stuck)}");
    }

    private static int FirstOf(int[] sorted, int value)
    {
        var (low, high) = (0, sorted.Length);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (sorted[middle] < value) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    private string Way(int number)
    {
        var lines = new List<string>();
        for (; _cameFrom[number] >= 0; number = _cameFrom[number])
        {
            var state = _states[number];
            var step = model.Steps(_states[_cameFrom[number]]).First(candidate => ByBytes.Equal(candidate.Next, state)).Step;
            lines.Insert(0, $"{step,-40} {model.Describe(state)}");
        }

        return string.Join('\n', lines);
    }

    private sealed class ByBytes : IEqualityComparer<TState>
    {
        internal static bool Equal(in TState first, in TState second) => Bytes(first).SequenceEqual(Bytes(second));

        public bool Equals(TState first, TState second) => Equal(first, second);

        public int GetHashCode(TState state)
        {
            var code = new HashCode();
            code.AddBytes(Bytes(state));
            return code.ToHashCode();
        }

        private static ReadOnlySpan<byte> Bytes(in TState state) => MemoryMarshal.AsBytes(new ReadOnlySpan<TState>(in state));
    }
}

using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Collections;

/// <summary>
/// Processes that write into dictionaries, each keys of its own and keys of all, and say on a board what they are about to write and what
/// they have written, until they are killed.
/// </summary>
internal sealed class DictionaryStorm(int processes, int keys) : IDisposable
{
    private readonly SharedDictionary<int, long> _numbers = new();
    private readonly SharedDictionary<int, Wide> _wide = new();
    private readonly SharedDictionary<string, long[]> _arrays = new();
    private readonly SharedDictionary<int, long> _sums = new();

    // For each process: what it began, what it finished, how often it added.
    private readonly Scoreboard _board = new(3 * processes);

    internal string Run(int kills, int seed)
    {
        var random = new Random(seed);
        var children = Enumerable.Range(0, processes).Select(Start).ToArray();
        for (var kill = 0; kill < kills; kill++)
        {
            var victim = random.Next(processes);
            var until = _board.Read((3 * victim) + 1) + random.Next(200);
            Eventually.IsTrue(() => _board.Read((3 * victim) + 1) >= until);
            Thread.SpinWait(random.Next(3000));
            Children.Kill([children[victim]]);
            RequireWhole(victim);
            children[victim] = Start(victim);
        }

        Children.Kill(children);
        for (var process = 0; process < processes; process++) RequireWhole(process);
        RequireSums(kills + processes);
        return $"{kills} kills, {Enumerable.Range(0, processes).Sum(process => _board.Read((3 * process) + 1))} rounds";
    }

    public void Dispose()
    {
        _numbers.Dispose();
        _wide.Dispose();
        _arrays.Dispose();
        _sums.Dispose();
        _board.Dispose();
    }

    private ChildProcess Start(int process) => ChildProcess.Start(() =>
    {
        // What the one before had begun is done again.
        for (var round = _board.Read((3 * process) + 1) + 1; ; round++)
        {
            Volatile.Write(ref _board[3 * process], round);
            Write(process, round);
            Volatile.Write(ref _board[(3 * process) + 1], round);
            _sums.Increment((int)(round % keys));
            _board.Add((3 * process) + 2);
        }
    });

    // In each round another key is written, and the oldest is removed.
    private void Write(int process, long round)
    {
        var (own, oldest) = (Key(process, round), Key(process, round + 1));
        _numbers[own] = round;
        _wide[own] = new Wide(round);
        _arrays[$"{own}"] = ArrayOf(round);
        _numbers.TryRemove(oldest, out _);
        _wide.TryRemove(oldest, out _);
        _arrays.TryRemove($"{oldest}", out _);
        var shared = (int)(round % keys);
        _wide[shared] = new Wide(round);
        if (round % 5 == 0) _wide.TryRemove(shared, out _);
        if (_wide.TryGetValue((int)((round + 1) % keys), out var value) && !value.IsWhole) throw new InvalidDataException($"{value}");
    }

    private int Key(int process, long round) => keys + (int)((round % keys * processes) + process);

    private static long[] ArrayOf(long round)
    {
        var array = new long[1 + (round * 7 % 90)];
        array.AsSpan().Fill(round);
        return array;
    }

    private void RequireWhole(int process)
    {
        var (begun, finished) = (_board.Read(3 * process), _board.Read((3 * process) + 1));
        Assert.InRange(begun - finished, 0, 1);
        for (var round = Math.Max(1, finished - keys + 2); round <= finished; round++)
        {
            var key = Key(process, round);
            // The write that was cut off may have removed the oldest.
            var mayBeGone = begun > finished && Key(process, begun + 1) == key;
            RequireOr(mayBeGone, _numbers.TryGetValue(key, out var number), number == round);
            RequireOr(mayBeGone, _wide.TryGetValue(key, out var wide), wide == new Wide(round));
            RequireOr(mayBeGone, _arrays.TryGetValue($"{key}", out var array), array.AsSpan().SequenceEqual(ArrayOf(round)));
        }

        foreach (var (_, value) in _wide) Assert.True(value.IsWhole);
    }

    private static void RequireOr(bool mayBeGone, bool isThere, bool isRight)
    {
        if (isThere) Assert.True(isRight, "Another value than what was written.");
        else Assert.True(mayBeGone, "What was written is gone.");
    }

    private void RequireSums(int deaths)
    {
        var told = Enumerable.Range(0, processes).Sum(process => _board.Read((3 * process) + 2));
        // Each may have died between having added and having said so.
        Assert.InRange(_sums.Sum(static pair => pair.Value), told, told + deaths);
        Assert.Equal(_sums.ToArray().Length, _sums.Count);
        Assert.Equal(_arrays.ToArray().Length, _arrays.Count);
        Assert.Equal(_wide.ToArray().Length, _wide.Count);
    }
}

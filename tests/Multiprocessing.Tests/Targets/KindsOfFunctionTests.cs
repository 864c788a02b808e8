namespace Multiprocessing.Tests.Targets;

/// <summary>Every kind of function that C# can make a delegate of runs in a child, whichever way the child starts.</summary>
public abstract class KindsOfFunctionTests(StartMethod method)
{
    private readonly ProcessOptions _options = new() { StartMethod = method };

    private readonly int _field = 40;

    [Fact]
    public async Task A_static_method() => Assert.Equal(42, await ChildProcess.RunAsync(Double, 21, _options));

    [Fact]
    public async Task A_generic_method() => Assert.Equal("Int32 7", await ChildProcess.RunAsync(Describe<int>, 7, _options));

    [Fact]
    public async Task A_generic_method_of_a_reference_type() =>
        Assert.Equal("String x", await ChildProcess.RunAsync(Describe<string>, "x", _options));

    [Fact]
    public async Task A_method_of_a_generic_class() =>
        Assert.Equal("DateTime and Int64", await ChildProcess.RunAsync(Generic<DateTime>.Names<long>, _options));

    [Fact]
    public async Task An_instance_method() => Assert.Equal(13, await ChildProcess.RunAsync(new Counter(10).Add, 3, _options));

    [Fact]
    public async Task A_method_of_a_struct() => Assert.Equal(5, await ChildProcess.RunAsync(new Point { X = 2, Y = 3 }.Sum, _options));

    [Fact]
    public async Task An_overridden_method() =>
        Assert.Equal(30, await ChildProcess.RunAsync(((Counter)new TenfoldCounter(0)).Add, 3, _options));

    [Fact]
    public async Task An_extension_method() => Assert.Equal("abcabc", await ChildProcess.RunAsync("abc".Twice, _options));

    [Fact]
    public async Task A_lambda_that_captures_nothing() => Assert.Equal(1, await ChildProcess.RunAsync(static () => 1, _options));

    [Fact]
    public async Task A_lambda_that_captures_this()
    {
        var captured = new Holder { Value = _field };
        Assert.Equal(42, await ChildProcess.RunAsync(() => captured.Value + 2, _options));
    }

    [Fact]
    public async Task A_closure_of_several_scopes()
    {
        var text = "a";
        var results = new List<string>();
        for (var index = 0; index < 2; index++)
        {
            var number = index;
            var point = new Point { X = index, Y = 1 };
            results.Add(await ChildProcess.RunAsync(() => $"{text} {number} {point.Sum()} {text.Length}", _options));
        }

        Assert.Equal(["a 0 1 1", "a 1 2 1"], results);
    }

    [Fact]
    public async Task A_lambda_within_a_lambda()
    {
        var outer = 3;
        var multiples = await ChildProcess.RunAsync(() => Enumerable.Range(1, 3).Select(number => number * outer).ToArray(), _options);
        Assert.Equal([3, 6, 9], multiples);
        var squares = await ChildProcess.RunAsync(static () => Enumerable.Range(1, 3).Select(static number => number * number).ToArray(), _options);
        Assert.Equal([1, 4, 9], squares);
    }

    [Fact]
    public async Task A_local_function()
    {
        var captured = 5;
        Assert.Equal(6, await ChildProcess.RunAsync(Capturing, _options));
        Assert.Equal(4, await ChildProcess.RunAsync(Alone, _options));

        int Capturing() => captured + 1;
        static int Alone() => 4;
    }

    [Fact]
    public async Task A_recursive_local_function()
    {
        Assert.Equal(120, await ChildProcess.RunAsync(Factorial, 5, _options));

        static int Factorial(int number) => number < 2 ? 1 : number * Factorial(number - 1);
    }

    [Fact]
    public async Task Asynchronous_functions()
    {
        await ChildProcess.RunAsync(static async () => await Task.Delay(1), _options);
        Assert.Equal(3, await ChildProcess.RunAsync(
            static async () =>
            {
                await Task.Yield();
                return 3;
            }, _options));
        Assert.Equal("x!", await ChildProcess.RunAsync(SlowlyAsync, "x", _options));
    }

    [Fact]
    public async Task Functions_that_return_value_tasks()
    {
        Assert.Equal(8, await new ChildProcess<int>(EightAsync, options: _options).StartNow());
        Assert.Equal(8, await ChildProcess.Start(EightAsync, _options));
        Assert.Equal(8, await ChildProcess.RunAsync(EightAsync, _options));
        await ChildProcess.RunAsync(static () => new ValueTask(Task.Delay(1)), _options);
        var plain = new ChildProcess(static () => new ValueTask(Task.Delay(1)), options: _options);
        plain.Start();
        await plain;
    }

    [Fact]
    public async Task A_multicast_delegate_calls_all_its_functions()
    {
        var lines = new List<string>();
        Action both = static () => Console.Write("one ");
        both += static () => Console.Write("two");
        var options = new ProcessOptions { StandardOutput = ProcessOutput.ToLines(lines.Add) };
        await ChildProcess.RunAsync(both, options);
        Assert.Equal(["one two"], lines);
    }

    [Fact]
    public async Task A_delegate_of_an_own_type()
    {
        Combine combine = static (left, right) => left + right;
        var child = new ChildProcess<string>(combine, ["a", "b"], _options);
        Assert.Equal("ab", await child.StartNow());
    }

    [Fact]
    public async Task Results_of_many_types()
    {
        Assert.True(await ChildProcess.RunAsync(static () => true, _options));
        Assert.Equal(1L << 40, await ChildProcess.RunAsync(static () => 1L << 40, _options));
        Assert.Equal(0.5, await ChildProcess.RunAsync(static () => 0.5, _options));
        Assert.Equal(1.1m, await ChildProcess.RunAsync(static () => 1.1m, _options));
        Assert.Equal((1, "a"), await ChildProcess.RunAsync(static () => (1, "a"), _options));
        Assert.Equal(DayOfWeek.Friday, await ChildProcess.RunAsync(static () => DayOfWeek.Friday, _options));
        Assert.Null(await ChildProcess.RunAsync(static () => (string?)null, _options));
        Assert.Null(await ChildProcess.RunAsync(static () => (int?)null, _options));
        Assert.Equal(new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), await ChildProcess.RunAsync(static () => new Guid(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11), _options));
    }

    private static int Double(int number) => number * 2;

    private static string Describe<T>(T value) => $"{typeof(T).Name} {value}";

    private static async Task<string> SlowlyAsync(string text)
    {
        await Task.Delay(1);
        return text + "!";
    }

    private static async ValueTask<int> EightAsync()
    {
        await Task.Yield();
        return 8;
    }

    private delegate string Combine(string left, string right);

    private static class Generic<T>
    {
        internal static string Names<TOther>() => $"{typeof(T).Name} and {typeof(TOther).Name}";
    }

    private class Counter(int start)
    {
        internal virtual int Add(int number) => start + number;
    }

    private sealed class TenfoldCounter(int start) : Counter(start)
    {
        internal override int Add(int number) => base.Add(number * 10);
    }

    private struct Point
    {
        internal int X;
        internal int Y;

        internal readonly int Sum() => X + Y;
    }

    private sealed class Holder
    {
        internal int Value { get; init; }
    }
}

public sealed class KindsOfFunctionSpawnTests() : KindsOfFunctionTests(StartMethod.Spawn);

public sealed class KindsOfFunctionSpareTests() : KindsOfFunctionTests(StartMethod.WarmSpare);

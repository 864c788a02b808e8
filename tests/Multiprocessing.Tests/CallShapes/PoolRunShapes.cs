using static Multiprocessing.Tests.CallShapes.Shape;
using static Multiprocessing.Tests.CallShapes.Subjects;

namespace Multiprocessing.Tests.CallShapes;

/// <summary>One function in a pool: <c>RunAsync</c>.</summary>
internal static class PoolRunShapes
{
    internal static Dictionary<string, Shape<TaskPool>> All { get; } = new()
    {
        ["a lambda"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(() => 42)),
        ["a static lambda"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(static () => 42)),
        ["a lambda of statements"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(() => { var half = 21; return 2 * half; })),
        ["a lambda that captures"] = Gives<TaskPool, int>(42, CapturingAsync),
        ["a lambda with its return type"] = Gives<TaskPool, long>(42, pool => pool.RunAsync(long () => 42)),
        ["type arguments"] = Gives<TaskPool, long>(42, pool => pool.RunAsync<long>(() => 42)),
        ["a lambda as a variable"] = Gives<TaskPool, int>(42, pool => { var give = () => 42; return pool.RunAsync(give); }),
        ["an anonymous method"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(delegate () { return 42; })),
        ["a method group"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(Give)),
        ["a call of a method"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(() => Give())),
        ["a local function"] = Gives<TaskPool, int>(42, LocalFunctionAsync),
        ["a null that has a type"] = Gives<TaskPool, string?>(null, pool => pool.RunAsync(() => (string?)null)),
        ["a method that may give null"] = Gives<TaskPool, string?>(null, pool => pool.RunAsync(NoText)),
        ["a nullable number"] = Gives<TaskPool, int?>(null, pool => pool.RunAsync(int? () => null)),
        ["a tuple"] = Gives<TaskPool, (int, string)>((1, "one"), pool => pool.RunAsync(() => (1, "one"))),
        ["a named tuple"] = Gives<TaskPool, (int Number, string Text)>((1, "one"), pool => pool.RunAsync(() => (Number: 1, Text: "one"))),
        ["an array"] = Gives<TaskPool, int[]>([1, 2], pool => pool.RunAsync(() => new[] { 1, 2 })),
        ["a collection expression with a return type"] = Gives<TaskPool, int[]>([1, 2], pool => pool.RunAsync(int[] () => [1, 2])),
        ["a switch expression"] = Gives<TaskPool, string>("many", pool => pool.RunAsync(() => Answer switch { 0 => "none", 1 => "one", _ => "many" })),
        ["default of a type"] = Gives<TaskPool, int>(0, pool => pool.RunAsync(() => default(int))),
        ["a conditional that may throw"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(() => Answer > 0 ? Answer : throw new InvalidTimeZoneException())),
        ["a throw expression"] = Fails<TaskPool>(pool => pool.RunAsync(() => throw new InvalidTimeZoneException("as wanted"))),
        ["a throw statement"] = Fails<TaskPool>(pool => pool.RunAsync(() => { throw new InvalidTimeZoneException("as wanted"); })),
        ["a method that never returns"] = Fails<TaskPool>(pool => pool.RunAsync(Fail)),
        ["an asynchronous throw"] = Fails<TaskPool>(pool => pool.RunAsync(async () => { await Task.Yield(); throw new InvalidTimeZoneException("as wanted"); })),

        ["an async lambda"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(async () => { await Task.Yield(); return 42; })),
        ["an async expression"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(async () => await GiveAsync())),
        ["a static async lambda"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(static async () => await GiveAsync())),
        ["a lambda that gives a task"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(() => GiveAsync())),
        ["an asynchronous method group"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(GiveAsync)),
        ["an async lambda of a value task"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(async ValueTask<int> () => await GiveValueAsync())),
        ["a lambda that gives a value task"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(() => GiveValueAsync())),
        ["a method group of a value task"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(GiveValueAsync)),
        ["an async lambda as a variable"] = Gives<TaskPool, int>(42, pool => { var give = async () => { await Task.Yield(); return 42; }; return pool.RunAsync(give); }),
        ["an async lambda that awaits a value task"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(async () => await GiveValueAsync())),

        ["an action"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(() => Count(counter))),
        ["an action of statements"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(() => { Count(counter); })),
        ["an assignment"] = Gives<TaskPool, int>(7, pool => pool.RunAsync(() => Environment.ExitCode = 7)),
        ["an async action"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(async () => { await Task.Yield(); Count(counter); })),
        ["an async action in an expression"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(async () => await CountAsync(counter))),
        ["a lambda that gives a void task"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(() => CountAsync(counter))),
        ["a lambda that gives a void value task"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(() => CountValueAsync(counter))),
        ["an action as a variable"] = Counts<TaskPool>(1, (pool, counter) => { var count = () => Count(counter); return pool.RunAsync(count); }),

        ["a token for the caller"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(() => 42, CancellationToken.None)),
        ["a token by its name"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(Give, cancellationToken: CancellationToken.None)),
        ["default for the token"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(Give, default)),
        ["the function by its name"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(function: () => 42)),
        ["a token for the function"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(token => token.IsCancellationRequested ? 0 : 42)),
        ["a token for the function, from the caller"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(token => GiveUnless(token), CancellationToken.None)),
        ["a method group that takes a token"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(GiveUnless)),
        ["a method group that takes a token, from the caller"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(GiveUnless, CancellationToken.None)),
        ["an async lambda that takes a token"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(async token => { await Task.Delay(1, token); return 42; })),
        ["an async action that takes a token"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(async token => { await Task.Delay(1, token); Count(counter); }, CancellationToken.None)),
        ["an action that takes a token"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(token => CountUnless(counter, token))),
        ["a value task that takes a token"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(async ValueTask<int> (token) => { await Task.Delay(1, token); return 42; })),

        ["an argument"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(number => 2 * number, 21)),
        ["an argument and a static lambda"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(static number => 2 * number, 21)),
        ["an argument with its type"] = Gives<TaskPool, int>(42, pool => pool.RunAsync((int number) => 2 * number, 21)),
        ["an argument and a method group"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(Double, 21)),
        ["an argument and an overloaded method group"] = Gives<TaskPool, string>("number 5", pool => pool.RunAsync(Overloaded, 5)),
        ["an argument and the other overload"] = Gives<TaskPool, string>("text five", pool => pool.RunAsync(Overloaded, "five")),
        ["an argument and a generic method group"] = Gives<TaskPool, int>(5, pool => pool.RunAsync(Same, 5)),
        ["an argument and a method of the framework"] = Gives<TaskPool, int>(5, pool => pool.RunAsync(Math.Abs, -5)),
        ["an argument and a method of the framework with many forms"] = Gives<TaskPool, double>(3, pool => pool.RunAsync(Math.Round, 2.7)),
        ["an argument that is a tuple"] = Gives<TaskPool, int>(5, pool => pool.RunAsync(pair => pair.left + pair.right, (left: 2, right: 3))),
        ["an argument that is null"] = Gives<TaskPool, bool>(true, pool => pool.RunAsync((string? text) => text is null, null)),
        ["an argument that is an array"] = Gives<TaskPool, int>(3, pool => pool.RunAsync(numbers => numbers.Length, Three)),
        ["an argument and an async lambda"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(async number => { await Task.Yield(); return 2 * number; }, 21)),
        ["an argument and an asynchronous method group"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(DoubleAsync, 21)),
        ["an argument and a method group of a value task"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(DoubleValueAsync, 21)),
        ["an argument and an action"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(Count, counter)),
        ["an argument and an async action"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(async counted => { await Task.Yield(); Count(counted); }, counter)),
        ["an argument and a void task"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(CountAsync, counter)),
        ["an argument and a void value task"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(CountValueAsync, counter)),
        ["an argument and a token for the caller"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(Double, 21, CancellationToken.None)),
        ["an argument and a token for the function"] = Gives<TaskPool, int>(42, pool => pool.RunAsync((number, token) => DoubleUnless(number, token), 21)),
        ["an argument and a method group that takes a token"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(DoubleUnless, 21, CancellationToken.None)),
        ["an argument and an asynchronous one that takes a token"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(DoubleUnlessAsync, 21)),
        ["an argument and an action that takes a token"] = Counts<TaskPool>(1, (pool, counter) => pool.RunAsync(CountUnless, counter)),
        ["all by their names"] = Gives<TaskPool, int>(42, pool => pool.RunAsync(argument: 21, function: Double, cancellationToken: default)),
        ["printing"] = new(pool => pool.RunAsync(Console.WriteLine, "")),

        ["options"] = Gives<TaskPool, int>(42, pool => pool.WithOptions(new() { Priority = 1 }).RunAsync(() => 42)),
        ["options twice"] = Gives<TaskPool, int>(42, pool => pool.WithOptions(new() { Priority = 1 }).WithOptions(new() { TimeLimit = TimeSpan.FromMinutes(1) }).RunAsync(Double, 21)),
        ["waiting"] = Gives<TaskPool, int>(42, pool => Task.Run(() => pool.Run(() => 42))),
        ["waiting, with an argument"] = Gives<TaskPool, int>(42, pool => Task.Run(() => pool.Run(Double, 21))),
        ["waiting for an action"] = Counts<TaskPool>(1, (pool, counter) => Task.Run(() => pool.Run(Count, counter))),
        ["waiting, with a token"] = Gives<TaskPool, int>(42, pool => Task.Run(() => pool.Run(() => 42, CancellationToken.None))),
    };

    private static Task<int> CapturingAsync(TaskPool pool)
    {
        var (half, twice) = (21, 2);
        return pool.RunAsync(() => twice * half);
    }

    private static Task<int> LocalFunctionAsync(TaskPool pool)
    {
        return pool.RunAsync(Twice, 21);

        static int Twice(int number) => 2 * number;
    }
}

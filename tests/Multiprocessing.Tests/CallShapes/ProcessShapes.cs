using static Multiprocessing.Tests.CallShapes.Shape;
using static Multiprocessing.Tests.CallShapes.Subjects;

namespace Multiprocessing.Tests.CallShapes;

/// <summary>A process of its own: <c>ChildProcess.RunAsync</c> and <c>Start</c>. What they are called on is nothing.</summary>
internal static class ProcessShapes
{
    private static readonly ProcessOptions s_options = new() { Name = "shape" };

    internal static Dictionary<string, Shape<object?>> All { get; } = new()
    {
        ["run: a lambda"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(() => 42)),
        ["run: a method group"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(Give)),
        ["run: an async lambda"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(async () => { await Task.Yield(); return 42; })),
        ["run: an asynchronous method group"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(GiveAsync)),
        ["run: a value task"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(GiveValueAsync)),
        ["run: an action"] = Counts<object?>(1, (_, counter) => ChildProcess.RunAsync(() => Count(counter))),
        ["run: an async action"] = Counts<object?>(1, (_, counter) => ChildProcess.RunAsync(async () => await CountAsync(counter))),
        ["run: a void value task"] = Counts<object?>(1, (_, counter) => ChildProcess.RunAsync(() => CountValueAsync(counter))),
        ["run: a throw expression"] = Fails<object?>(_ => ChildProcess.RunAsync(() => throw new InvalidTimeZoneException("as wanted"))),
        ["run: a tuple"] = Gives<object?, (int, string)>((1, "one"), _ => ChildProcess.RunAsync(() => (1, "one"))),
        ["run: a null that has a type"] = Gives<object?, string?>(null, _ => ChildProcess.RunAsync(() => (string?)null)),
        ["run: an argument"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(Double, 21)),
        ["run: an argument and an overloaded method group"] = Gives<object?, string>("text five", _ => ChildProcess.RunAsync(Overloaded, "five")),
        ["run: an argument and an async lambda"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(async number => { await Task.Yield(); return 2 * number; }, 21)),
        ["run: an argument and an action"] = Counts<object?>(1, (_, counter) => ChildProcess.RunAsync(Count, counter)),
        ["run: an argument that is a tuple"] = Gives<object?, int>(5, _ => ChildProcess.RunAsync(pair => pair.left + pair.right, (left: 2, right: 3))),
        ["run: a token for the caller"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(Give, CancellationToken.None)),
        ["run: a token by its name"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(() => 42, cancellationToken: CancellationToken.None)),
        ["run: an argument and a token"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(Double, 21, CancellationToken.None)),
        ["run: options"] = Gives<object?, string>("shape", _ => ChildProcess.RunAsync(() => CurrentProcess.Name, s_options)),
        ["run: options and a token"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(Give, s_options, CancellationToken.None)),
        ["run: options where they stand"] = Gives<object?, string>("here", _ => ChildProcess.RunAsync(() => CurrentProcess.Name, new() { Name = "here" })),
        ["run: a token for the function"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(token => GiveUnless(token))),
        ["run: an async lambda that takes a token"] = Gives<object?, int>(42, _ => ChildProcess.RunAsync(async token => { await Task.Delay(1, token); return 42; })),

        ["start: a lambda"] = Gives<object?, int>(42, async _ => await ChildProcess.Start(() => 42)),
        ["start: a method group"] = Gives<object?, int>(42, async _ => await ChildProcess.Start(Give)),
        ["start: an async lambda"] = Gives<object?, int>(42, async _ => await ChildProcess.Start(async () => { await Task.Yield(); return 42; })),
        ["start: an action"] = Counts<object?>(1, async (_, counter) => await ChildProcess.Start(() => Count(counter))),
        ["start: an async action"] = Counts<object?>(1, async (_, counter) => await ChildProcess.Start(() => CountAsync(counter))),
        ["start: an argument"] = Gives<object?, int>(42, async _ => await ChildProcess.Start(Double, 21)),
        ["start: an argument and an action"] = Counts<object?>(1, async (_, counter) => await ChildProcess.Start(Count, counter)),
        ["start: options"] = Gives<object?, string>("shape", async _ => await ChildProcess.Start(() => CurrentProcess.Name, s_options)),
        ["new: a method group and arguments"] = Gives<object?, int>(42, async _ => await Started(new ChildProcess<int>(Double, [21]))),
        ["new: a lambda"] = Gives<object?, int>(42, async _ => await Started(new ChildProcess<int>(() => 42))),
        ["new: a dictionary that is an argument"] = Gives<object?, int>(1, async _ => await Started(new ChildProcess<int>((Dictionary<string, int> ages) => ages.Count, [new Dictionary<string, int> { ["Ada"] = 36 }]))),
        ["new: an array that is an argument"] = Gives<object?, int>(3, async _ => await Started(new ChildProcess<int>((int[] numbers) => numbers.Length, [Three]))),
    };

    private static ChildProcess<T> Started<T>(ChildProcess<T> child)
    {
        child.Start();
        return child;
    }
}

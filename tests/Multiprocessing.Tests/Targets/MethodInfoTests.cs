using System.Reflection;

namespace Multiprocessing.Tests.Targets;

/// <summary>Calls that are built at run time: a method found by reflection, values by position or by name.</summary>
public sealed class MethodInfoTests
{
    private const BindingFlags Any = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    [Fact]
    public async Task A_static_method_with_values_by_name()
    {
        var greet = Method(nameof(Greet)).CreateDelegate<Func<string, string, string>>();
        var child = new ChildProcess<string>(greet, new Dictionary<string, object?> { ["name"] = "Ada" });
        Assert.Equal("Hello, Ada!", await child.StartNow());
        child = new ChildProcess<string>(greet, new Dictionary<string, object?> { ["end"] = "?", ["name"] = "Ada" });
        Assert.Equal("Hello, Ada?", await child.StartNow());
    }

    [Fact]
    public async Task A_static_method_with_values_by_position()
    {
        var child = new ChildProcess<string>(Method(nameof(Greet)).CreateDelegate<Func<string, string, string>>(), ["Ada", "."]);
        Assert.Equal("Hello, Ada.", await child.StartNow());
    }

    [Fact]
    public async Task A_method_of_an_object()
    {
        var child = new ChildProcess<int>(typeof(Box).GetMethod(nameof(Box.Plus), Any)!.CreateDelegate<Func<int, int>>(new Box { Value = 2 }), [3]);
        Assert.Equal(5, await child.StartNow());
    }

    [Fact]
    public async Task A_generic_method_whose_types_are_given()
    {
        var child = new ChildProcess<string>(Method(nameof(Name)).MakeGenericMethod(typeof(long)).CreateDelegate<Func<string>>());
        Assert.Equal("Int64", await child.StartNow());
    }

    [Fact]
    public void A_method_without_result()
    {
        using var child = new ChildProcess(Method(nameof(End)).CreateDelegate<Action<int>>(), new Dictionary<string, object?> { ["code"] = 5 });
        child.Start();
        child.Join();
        Assert.Equal(5, child.ExitCode);
    }

    // By position always, by name only where it is not in an array.
    [Fact]
    public async Task A_dictionary_may_be_an_argument_itself()
    {
        var values = new Dictionary<string, object?> { ["values"] = 1, ["more"] = 2 };
        Assert.Equal(2, await new ChildProcess<int>(Count, [values]).StartNow());
        Assert.Equal(2, await ChildProcess.RunAsync(Count, values));
        Assert.Equal(2, await new ChildProcess<int>(Count, new Dictionary<string, object?> { ["values"] = values }).StartNow());
    }

    [Fact]
    public async Task Options_and_null_may_be_arguments_themselves()
    {
        var child = new ChildProcess<string>(static (ProcessOptions? options, string? text) => $"{options is null} {text is null}", [null, null], new ProcessOptions { Name = "x" });
        Assert.Equal("True True", await child.StartNow());
        var options = new RetryPolicy { MaxRetries = 5 };
        Assert.Equal(5, await new ChildProcess<int>(static (RetryPolicy options) => options.MaxRetries, [options]).StartNow());
    }

    [Fact]
    public void What_does_not_fit_is_refused_at_once()
    {
        var greet = (Delegate)Greet;
        Refused(() => new ChildProcess(greet), "2 parameters");
        Refused(() => new ChildProcess((ByReferenceFunction)ByReference, [1]), "reference");
        Refused(() => new ChildProcess(greet, ["a"]), "2 parameters");
        Refused(() => new ChildProcess(greet, [1, "b"]), "'name'");
        Refused(() => new ChildProcess(greet, new Dictionary<string, object?> { ["nobody"] = 1 }), "'nobody'");
        Refused(() => new ChildProcess(greet, new Dictionary<string, object?> { ["end"] = "" }), "'name'");
        Refused(() => new ChildProcess<int>(greet, ["a", "b"]), "returns String, not Int32");
        // An array that was meant as one argument.
        Refused(() => new ChildProcess(static (string[] words) => { }, (string[])["a", "b"]), "[array]");
        Assert.Throws<ArgumentNullException>(() => new ChildProcess((Delegate)null!, Array.Empty<object?>()));
        Refused(() => new ChildProcess(greet, (object?[])null!), "2 parameters");
    }

    private delegate void ByReferenceFunction(ref int number);

    private static void Refused(Func<object> make, string part) =>
        Assert.Contains(part, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);

    private static MethodInfo Method(string name) => typeof(MethodInfoTests).GetMethod(name, Any)!;

    private static string Greet(string name, string end = "!") => $"Hello, {name}{end}";

    private static string Name<T>() => typeof(T).Name;

    private static void End(int code) => Environment.Exit(code);

    private static void ByReference(ref int number) => number++;

    private static int Count(Dictionary<string, object?> values) => values.Count;

    private sealed class Box
    {
        internal int Value { get; init; }

        internal int Plus(int number) => Value + number;
    }
}

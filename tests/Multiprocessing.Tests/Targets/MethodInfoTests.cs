using System.Reflection;

namespace Multiprocessing.Tests.Targets;

/// <summary>Calls that are built at run time: a method found by reflection, values by position or by name.</summary>
public sealed class MethodInfoTests
{
    private const BindingFlags Any = BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance;

    [Fact]
    public async Task A_static_method_with_values_by_name()
    {
        var child = new ChildProcess<string>(Method(nameof(Greet)), null, new Dictionary<string, object?> { ["name"] = "Ada" });
        Assert.Equal("Hello, Ada!", await child.StartNow());
        child = new ChildProcess<string>(Method(nameof(Greet)), null, new Dictionary<string, object?> { ["end"] = "?", ["name"] = "Ada" });
        Assert.Equal("Hello, Ada?", await child.StartNow());
    }

    [Fact]
    public async Task A_static_method_with_values_by_position()
    {
        var child = new ChildProcess<string>(Method(nameof(Greet)), null, ["Ada", "."]);
        Assert.Equal("Hello, Ada.", await child.StartNow());
    }

    [Fact]
    public async Task A_method_of_an_object()
    {
        var child = new ChildProcess<int>(typeof(Box).GetMethod(nameof(Box.Plus), Any)!, new Box { Value = 2 }, [3]);
        Assert.Equal(5, await child.StartNow());
    }

    [Fact]
    public async Task A_generic_method_whose_types_are_given()
    {
        var child = new ChildProcess<string>(Method(nameof(Name)).MakeGenericMethod(typeof(long)), null, []);
        Assert.Equal("Int64", await child.StartNow());
    }

    [Fact]
    public void A_method_without_result()
    {
        using var child = new ChildProcess(Method(nameof(End)), null, new Dictionary<string, object?> { ["code"] = 5 });
        child.Start();
        child.Join();
        Assert.Equal(5, child.ExitCode);
    }

    [Fact]
    public void What_does_not_fit_is_refused_at_once()
    {
        Refused(() => new ChildProcess(Method(nameof(Name)), null, Array.Empty<object?>()), "MakeGenericMethod");
        Refused(() => new ChildProcess(Method(nameof(Greet)), this, ["a", "b"]), "static");
        Refused(() => new ChildProcess(typeof(Box).GetMethod(nameof(Box.Plus), Any)!, null, [1]), "must not be null");
        Refused(() => new ChildProcess(typeof(Box).GetMethod(nameof(Box.Plus), Any)!, "text", [1]), "Box");
        Refused(() => new ChildProcess(Method(nameof(ByReference)), null, [1]), "reference");
        Refused(() => new ChildProcess(Method(nameof(OfSpan)), null, [null]), "ref struct");
        Refused(() => new ChildProcess(Method(nameof(Greet)), null, ["a"]), "2 parameters");
        Refused(() => new ChildProcess(Method(nameof(Greet)), null, [1, "b"]), "'name'");
        Refused(() => new ChildProcess(Method(nameof(Greet)), null, new Dictionary<string, object?> { ["nobody"] = 1 }), "'nobody'");
        Refused(() => new ChildProcess(Method(nameof(Greet)), null, new Dictionary<string, object?> { ["end"] = "" }), "'name'");
        Refused(() => new ChildProcess<int>(Method(nameof(Greet)), null, ["a", "b"]), "returns String, not Int32");
        Assert.Throws<ArgumentNullException>(() => new ChildProcess((MethodInfo)null!, null, Array.Empty<object?>()));
    }

    private static void Refused(Func<object> make, string part) => Assert.Contains(part, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);

    private static MethodInfo Method(string name) => typeof(MethodInfoTests).GetMethod(name, Any)!;

    private static string Greet(string name, string end = "!") => $"Hello, {name}{end}";

    private static string Name<T>() => typeof(T).Name;

    private static void End(int code) => Environment.Exit(code);

    private static void ByReference(ref int number) => number++;

    private static void OfSpan(Span<int> numbers) => numbers.Clear();

    private sealed class Box
    {
        internal int Value { get; init; }

        internal int Plus(int number) => Value + number;
    }
}

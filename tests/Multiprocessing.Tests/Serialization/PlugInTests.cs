using System.Reflection;
using System.Runtime.Loader;

namespace Multiprocessing.Tests.Serialization;

/// <summary>
/// Functions and values of an assembly that the program has loaded into a context of its own. Here it is this very assembly, from another
/// folder: the hard case, since the child knows it by the same name and the same build.
/// </summary>
public sealed class PlugInTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Assembly _plugIn;

    public PlugInTests()
    {
        var file = Path.Combine(_folder.Path, Path.GetFileName(typeof(PlugInTests).Assembly.Location));
        File.Copy(typeof(PlugInTests).Assembly.Location, file);
        _plugIn = new AssemblyLoadContext("plug-in").LoadFromAssemblyPath(file);
    }

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(StartMethod.Spawn), InlineData(StartMethod.WarmSpare)]
    public void A_function_of_a_plug_in_runs_in_its_own_context(StartMethod method)
    {
        var function = Function<Func<string>>(nameof(WhereAmI));
        Assert.StartsWith("plug-in from ", function(), StringComparison.Ordinal);
        var options = new ProcessOptions { StartMethod = method };
        var seen = ChildProcess.Start(function, options).Result;
        Assert.StartsWith($"plug-in#", seen, StringComparison.Ordinal);
        Assert.EndsWith($" from {_plugIn.Location}", seen, StringComparison.Ordinal);
        Assert.StartsWith("Default from ", ChildProcess.Start(WhereAmI, options).Result, StringComparison.Ordinal);
    }

    [Fact]
    public void Values_of_a_plug_in_come_back_as_what_the_program_knows()
    {
        var make = Function<Func<object>>(nameof(MakeValue));
        var value = ChildProcess.Start(make).Result;
        Assert.Equal(make().GetType(), value.GetType());
        Assert.NotEqual(typeof(Value), value.GetType());
        Assert.Equal("Value 7", value.ToString());
        Assert.Equal((true, "Value 7"), ChildProcess.Start(static ((object Value, object Own) given) => (given.Value.GetType() != given.Own.GetType(), given.Value.ToString()), (value, (object)new Value(1))).Result);
    }

    [Fact]
    public void A_grandchild_finds_it_too() =>
        Assert.EndsWith(_plugIn.Location, ChildProcess.Start(static (Func<string> function) => ChildProcess.Start(function).Result, Function<Func<string>>(nameof(WhereAmI))).Result, StringComparison.Ordinal);

    private TFunction Function<TFunction>(string name)
        where TFunction : Delegate => _plugIn.GetType(typeof(PlugInTests).FullName!)!.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<TFunction>();

    private static string WhereAmI() =>
        $"{AssemblyLoadContext.GetLoadContext(typeof(PlugInTests).Assembly)!.Name} from {typeof(PlugInTests).Assembly.Location}";

    private static Value MakeValue() => new(7);

    private sealed class Value(int number)
    {
        public override string ToString() => $"Value {number}";
    }
}

using System.Globalization;

namespace Multiprocessing.Tests.Serialization;

/// <summary>The rarer kinds of function; the common ones are in KindsOfFunctionTests, with real children.</summary>
public sealed class FunctionTests
{
    private readonly int _own = 5;

    [Fact]
    public void A_function_bound_to_an_interface_an_abstract_and_a_base_method()
    {
        Assert.Equal("cat", Codec.Copy(((IAnimal)new Cat()).Name)());
        Assert.Equal("cat!", Codec.Copy(((Animal)new Cat()).Loudly)());
        Assert.Equal("animal", Codec.Copy(new Cat().BaseName())());
        Assert.Equal("default", Codec.Copy(((IAnimal)new Cat()).Default)());
    }

    [Fact]
    public void A_static_method_of_an_interface()
    {
        Assert.Equal(42, Codec.Copy(Parser<int>())("42"));
        Assert.Equal(1.5, Codec.Copy(Parser<double>())("1.5"));

        static Func<string, T> Parser<T>()
            where T : IParsable<T> => static text => T.Parse(text, CultureInfo.InvariantCulture);
    }

    [Fact]
    public void A_generic_virtual_method() => Assert.Equal("Cat of Int32", Codec.Copy<Func<string>>(((Animal)new Cat()).Of<int>)());

    [Fact]
    public void An_instance_method_whose_object_is_a_parameter()
    {
        var open = typeof(string).GetMethod(nameof(string.Trim), [])!.CreateDelegate<Func<string, string>>();
        Assert.Equal("x", Codec.Copy(open)(" x "));
        var virtually = typeof(object).GetMethod(nameof(ToString))!.CreateDelegate<Func<object, string>>();
        Assert.Equal("7", Codec.Copy(virtually)(7));
    }

    [Fact]
    public void A_static_method_whose_first_argument_is_bound()
    {
        Assert.Equal("ab", Codec.Copy<Func<string, string>>("a".Append)("b"));
        var ofNull = (Func<string, string>)Delegate.CreateDelegate(typeof(Func<string, string>), null, typeof(Extensions).GetMethod(nameof(Extensions.Append))!);
        Assert.Equal("b", Codec.Copy(ofNull)("b"));
    }

    [Fact]
    public void A_function_of_a_function()
    {
        var captured = 2;
        Func<int, int> inner = number => number * captured;
        var outer = new Func<int, int>(inner.Invoke);
        Assert.Equal(14, Codec.Copy(outer)(7));
        Func<Func<int, int>, int> taking = function => function(captured);
        Assert.Equal(4, Codec.Copy(taking)(Codec.Copy(inner)));
    }

    [Fact]
    public void Functions_with_parameters_by_reference()
    {
        Referring referring = static (ref int number, out string text, in long last) =>
        {
            number++;
            text = $"{last}";
        };
        var value = 1;
        Codec.Copy(referring)(ref value, out var said, 9);
        Assert.Equal((2, "9"), (value, said));
    }

    [Fact]
    public void A_function_declared_as_one_of_a_wider_type()
    {
        Func<string> narrow = static () => "text";
        Func<object> wide = narrow;
        Assert.IsType<Func<string>>(Codec.Copy(wide));
        Assert.Equal("text", Codec.Copy(wide)());
    }

    [Fact]
    public void Lambdas_within_generic_classes_and_methods()
    {
        Assert.Equal("Int32 String 7 x 5", Codec.Copy(new Generic<int>(7).Nested("x", _own))());
        Assert.Equal("List`1 Int32[] 1 [2]", Codec.Copy(new Generic<List<string>>([""]).Sizes([2]))());
        Assert.Equal("Int32", Codec.Copy(Generic<int>.Static<Guid>())());
    }

    [Fact]
    public void A_method_of_a_value_type_keeps_its_state()
    {
        var counter = new Counter { Names = ["a"] };
        var copy = Codec.Copy<Func<int>>(counter.Next);
        Assert.Equal((1, 2), (copy(), copy()));
        Assert.Equal(0, counter.Count);
    }

    [Fact]
    public void Functions_of_one_scope_share_its_variables()
    {
        var count = 0;
        var pair = Codec.Copy<(Action Add, Func<int> Get)>((() => count++, () => count));
        pair.Add();
        pair.Add();
        Assert.Equal((2, 0), (pair.Get(), count));
    }

    [Fact]
    public void An_event_with_its_handlers()
    {
        var source = new Source();
        var log = new List<string>();
        source.Happened += (_, _) => log.Add("first");
        source.Happened += (_, _) => log.Add("second");
        source.Log = log;
        var copy = Codec.Copy(source);
        copy.Raise();
        Assert.Equal(["first", "second"], copy.Log);
        Assert.Empty(log);
    }

    [Fact]
    public void A_query_that_has_not_run()
    {
        var factor = 3;
        var query = new List<int> { 1, 2, 3 }.Where(static number => number > 1).Select(number => number * factor);
        Assert.Equal([6, 9], Codec.Copy(query));
        Assert.Equal([0, 3, 6], Codec.Copy(Steps(3, factor)));

        static IEnumerable<int> Steps(int count, int factor)
        {
            for (var index = 0; index < count; index++) yield return index * factor;
        }
    }

    [Fact]
    public void A_dynamic_object_and_an_expression_tree_are_data()
    {
        dynamic bag = new System.Dynamic.ExpandoObject();
        bag.Name = "x";
        Assert.Equal("x", ((IDictionary<string, object?>)Codec.Copy<System.Dynamic.ExpandoObject>(bag))["Name"]);
        System.Linq.Expressions.Expression<Func<int, int>> tree = number => number + 1;
        Assert.Equal(6, Codec.Copy(tree).Compile()(5));
    }

    private delegate void Referring(ref int number, out string text, in long last);

    private interface IAnimal
    {
        string Name();

        string Default() => "default";
    }

    private abstract class Animal : IAnimal
    {
        public virtual string Name() => "animal";

        internal abstract string Loudly();

        internal virtual string Of<T>() => typeof(T).Name;
    }

    private sealed class Cat : Animal
    {
        public override string Name() => "cat";

        internal override string Loudly() => Name() + "!";

        internal override string Of<T>() => $"{GetType().Name} of {typeof(T).Name}";

        internal Func<string> BaseName() => base.Name;
    }

    private sealed class Generic<T>(T value)
    {
        internal Func<string> Nested<TOther>(TOther other, int third)
        {
            Func<Func<string>> outer = () => () => $"{typeof(T).Name} {typeof(TOther).Name} {value} {other} {third}";
            return outer();
        }

        internal Func<string> Sizes<TOther>(List<TOther> list) =>
            () => $"{typeof(T).Name} {typeof(TOther[]).Name} {((System.Collections.ICollection)value!).Count} [{list[0]}]";

        internal static Func<string> Static<TOther>() => static () => typeof(TOther) == typeof(Guid) ? typeof(T).Name : "";
    }

    private struct Counter
    {
        internal int Count;
        internal string[] Names;

        internal int Next() => Names.Length + Count++;
    }

    private sealed class Source
    {
        internal event EventHandler? Happened;

        internal List<string>? Log { get; set; }

        internal void Raise() => Happened?.Invoke(this, EventArgs.Empty);
    }
}

internal static class Extensions
{
    public static string Append(this string? first, string second) => first + second;
}

using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Reflection.Emit;
using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Serialization;

/// <summary>Messages call a function by the place where it is written.</summary>
public sealed class FunctionNameTests
{
    public static TheoryData<string, string> Functions => new()
    {
        { "lambda", "the lambda in FunctionNameTests.Orders.Run" },
        { "capturing", "the lambda in FunctionNameTests.Orders.Run" },
        { "using a field", "the lambda in FunctionNameTests.Orders.Run" },
        { "within a lambda", "the lambda in FunctionNameTests.Orders.Run" },
        { "asynchronous", "the lambda in FunctionNameTests.Orders.Run" },
        { "local function", "the local function Parse in FunctionNameTests.Orders.Run" },
        { "capturing local function", "the local function Add in FunctionNameTests.Orders.Run" },
        { "method", "the method FunctionNameTests.Orders.Total" },
        { "asynchronous method", "the method FunctionNameTests.Orders.TotalAsync" },
        { "method of .NET", "the method Int32.Parse" },
        { "in an iterator", "the lambda in FunctionNameTests.Orders.Each" },
        { "in a constructor", "the lambda in the constructor of FunctionNameTests.Orders" },
        { "in a static field", "the lambda in the static initializer of FunctionNameTests.Orders" },
        { "in a property", "the lambda in FunctionNameTests.Orders.Doubled" },
        { "in an explicit implementation", "the lambda in FunctionNameTests.Orders.Dispose" },
        { "in a generic class", "the lambda in Generic<T>.Get" },
        { "accessor", "the property FunctionNameTests.Orders.Doubled" },
        { "in a type of one file", "the lambda in InOneFile.Get" },
        { "expression", "the function that was compiled at run time" },
    };

    [Theory, MemberData(nameof(Functions))]
    public void A_function_is_called_by_its_place(string kind, string name) => Assert.Equal(name, FunctionName.Of(Orders.Make(kind)));

    [Theory]
    [InlineData("the top-level statements", "<Main>$")]
    [InlineData("the lambda in the top-level statements", "<<Main>$>b__0_41")]
    [InlineData("the local function Parse in the top-level statements", "<<Main>$>g__Parse|0_3")]
    public void Statements_without_a_method_are_called_top_level_statements(string name, string compiled)
    {
        // As the compiler writes a program of top-level statements; these tests are none.
        var assembly = new PersistedAssemblyBuilder(new AssemblyName("TopLevel"), typeof(object).Assembly);
        var program = assembly.DefineDynamicModule("TopLevel").DefineType("Program");
        var closure = program.DefineNestedType("<>c", TypeAttributes.NestedPublic);
        closure.DefineMethod(compiled, MethodAttributes.Public | MethodAttributes.Static).GetILGenerator().Emit(OpCodes.Ret);
        program.CreateType();
        closure.CreateType();
        using var image = new MemoryStream();
        assembly.Save(image);
        Assert.Equal(name, FunctionName.Of(Assembly.Load(image.ToArray()).GetType("Program+<>c")!.GetMethod(compiled)!));
    }

    [Fact]
    public void Mistakes_in_calls_name_the_function_so()
    {
        Assert.StartsWith(
            "The lambda in FunctionNameTests.Mistakes_in_calls_name_the_function_so has 1 parameters, but 2 arguments were given.",
            Assert.Throws<ArgumentException>(static () => new ChildProcess((int x) => Console.Write(x), [1, 2])).Message,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "The method FunctionNameTests.Orders.Echo has no parameter 'nobody'",
            Assert.Throws<ArgumentException>(static () => new ChildProcess(Orders.Echo<int>, new Dictionary<string, object?> { ["nobody"] = 1 })).Message,
            StringComparison.Ordinal);
    }

    private sealed class Orders : IDisposable
    {
        private static readonly Func<int> s_lambda = static () => 1;
        private readonly Func<int> _made;
        private readonly int _count = 3;

        private Orders() => _made = () => _count;

        private int Doubled
        {
            get
            {
                Kept = () => _count * 2;
                return 1;
            }
        }

        private Func<int> Kept { get; set; } = static () => 0;

        internal static Delegate Make(string kind) => new Orders().Run(kind);

        internal static T Echo<T>(T value) => value;

        [SuppressMessage("Performance", "CA1859", Justification = "The lambda is to lie in an explicit implementation.")]
        private Delegate Run(string kind)
        {
            var captured = kind.Length;
            Func<Func<int>> outer = () => () => captured;
            switch (kind)
            {
                case "lambda": return static () => 1;
                case "capturing": return () => captured;
                case "using a field": return () => _count;
                case "within a lambda": return outer();
                case "asynchronous": return static async () => await Task.Yield();
                case "local function": return Parse;
                case "capturing local function": return Add;
                case "method": return Total;
                case "asynchronous method": return TotalAsync;
                case "method of .NET": return (Func<string, int>)int.Parse;
                case "in an iterator": return Each().Single();
                case "in a constructor": return _made;
                case "in a static field": return s_lambda;
                case "in a property": return Doubled == 1 ? Kept : s_lambda;
                case "in an explicit implementation":
                    ((IDisposable)this).Dispose();
                    return Kept;
                case "in a generic class": return Generic<string>.Get();
                case "accessor": return typeof(Orders).GetProperty(nameof(Doubled), BindingFlags.Instance | BindingFlags.NonPublic)!.GetMethod!.CreateDelegate<Func<Orders, int>>();
                case "in a type of one file": return InOneFile.Get();
                default: return Expression.Lambda<Func<int>>(Expression.Constant(1)).Compile();
            }

            static int Parse() => 1;

            int Add() => captured;
        }

        private int Total() => _count;

        private static async Task<int> TotalAsync()
        {
            await Task.Yield();
            return 1;
        }

        private IEnumerable<Func<int>> Each()
        {
            yield return () => _count;
        }

        void IDisposable.Dispose() => Kept = () => _count;
    }

    private static class Generic<T>
    {
        internal static Func<string> Get() => static () => typeof(T).Name;
    }
}

file static class InOneFile
{
    internal static Func<int> Get() => static () => 1;
}

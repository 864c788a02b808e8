using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Multiprocessing.Tests.Pools;

namespace Multiprocessing.Tests.Serialization;

/// <summary>What may be unloaded cannot cross, and nothing that refuses it holds on to it: neither its objects nor its types.</summary>
public sealed class UnloadTests : IDisposable
{
    private readonly ProcessPool _pool = new(1);
    private readonly SharedQueue<object> _queue = new();
    private readonly (Connection First, Connection Second) _pipe = Connection.CreatePipe();

    public static TheoryData<string> Ways { get; } = ["value", "array", "type", "as its own type", "queue", "pipe", "argument of a task", "items of a map", "argument of a child"];

    [Theory, MemberData(nameof(Ways))]
    public async Task A_context_whose_objects_were_refused_can_be_unloaded(string way) => await IsUnloadedAsync(Refuse(way, typeof(Cargo)));

    [Theory]
    [InlineData("task", nameof(Functions.Capturing)), InlineData("task", nameof(Functions.Plain)), InlineData("map", nameof(Functions.Capturing)), InlineData("map", nameof(Functions.Plain))]
    [InlineData("child", nameof(Functions.Capturing)), InlineData("child", nameof(Functions.Plain)), InlineData("spare", nameof(Functions.Capturing)), InlineData("spare", nameof(Functions.Plain))]
    public async Task A_context_whose_functions_were_refused_can_be_unloaded(string way, string function) =>
        await IsUnloadedAsync(Refuse(way, typeof(Functions), function));

    public void Dispose()
    {
        _pool.Dispose();
        _queue.Dispose();
        _pipe.First.Dispose();
        _pipe.Second.Dispose();
    }

    // However many collections it takes: the runtime itself keeps a context for as long as it compiles a large method on any thread.
    private static Task IsUnloadedAsync(WeakReference context) => Patience.UntilAsync(
        () =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return !context.IsAlive;
        },
        "the context is unloaded");

    [MethodImpl(MethodImplOptions.NoInlining)]
    private WeakReference Refuse(string way, Type original, string? function = null)
    {
        var context = new AssemblyLoadContext("unloaded", isCollectible: true);
        var type = context.LoadFromAssemblyPath(typeof(UnloadTests).Assembly.Location).GetType(original.FullName!)!;
        if (function is null) RefuseValue(way, type, RuntimeHelpers.GetUninitializedObject(type));
        else RefuseFunction(way, (Func<int, int>)type.GetMethod(function, BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, null)!);
        context.Unload();
        return new WeakReference(context);
    }

    private void RefuseValue(string way, Type type, object value)
    {
        switch (way)
        {
            case "value": Codec.Refusal(value); return;
            case "array": Codec.Refusal(new[] { value }); return;
            case "type": Codec.Refusal(type); return;
            case "as its own type":
                typeof(UnloadTests).GetMethod(nameof(RefuseAs), BindingFlags.Static | BindingFlags.NonPublic)!.MakeGenericMethod(type).CreateDelegate<Action<object>>()(value);
                return;
            case "queue": Refused(() => _queue.Enqueue(value)); return;
            case "pipe": Refused(() => _pipe.First.Send(value)); return;
            case "argument of a task": Refused(() => _pool.Run(static given => given.ToString(), value)); return;
            case "items of a map": Refused(() => _pool.Map(static given => given.ToString(), [value, value])); return;
            case "argument of a child": Refused(() => ChildProcess.Start(static given => given.ToString(), value)); return;
        }
    }

    private void RefuseFunction(string way, Func<int, int> function)
    {
        switch (way)
        {
            case "task": Refused(() => _pool.Run(function, 1)); return;
            case "map": Refused(() => _pool.Map(function, [1, 2])); return;
            case "child": Refused(() => ChildProcess.Start(function, 1)); return;
            case "spare": Refused(() => ChildProcess.Start(function, 1, new ProcessOptions { StartMethod = StartMethod.WarmSpare })); return;
        }
    }

    private static void Refused(Action cross) =>
        Assert.Contains("may be unloaded", Assert.Throws<ProcessBoundaryException>(cross).Message, StringComparison.Ordinal);

    private static void RefuseAs<T>(object value) => Refused(() => Codec.Bytes((T)value));

    internal sealed class Cargo
    {
        internal object? Content { get; set; }
    }

    internal static class Functions
    {
        internal static Func<int, int> Plain() => static number => number + 1;

        internal static Func<int, int> Capturing()
        {
            var step = Environment.TickCount;
            return number => number + step;
        }
    }
}

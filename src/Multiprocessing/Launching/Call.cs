using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>A function with its arguments, or a subclass of <see cref="ChildProcess"/> whose <c>Run</c> is the function.</summary>
internal sealed class Call(Delegate? target, object?[] arguments, Type? resultType)
{
    /// <summary>Whether the parent wants what the function returns.</summary>
    internal bool ReturnsResult => resultType is not null;

    internal MethodInfo? Method => target?.Method;

    internal Type ResultType => resultType ?? typeof(object);

    internal void Write(ObjectWriter writer, ChildProcess? self)
    {
        writer.WriteBoolean(resultType is not null);
        if (resultType is not null) writer.WriteType(resultType);
        writer.WriteBoolean(self is not null);
        if (self is not null) writer.WriteGraph(self, typeof(object), self.GetType().Name);
        writer.WriteBoolean(target is not null);
        if (target is null) return;
        writer.WriteGraph(target, typeof(object), "the function's target");
        writer.WriteCount(arguments.Length);
        var parameters = target.Method.GetParameters();
        // A static method with a bound first argument has one more parameter than its delegate.
        var bound = parameters.Length - arguments.Length;
        for (var index = 0; index < arguments.Length; index++)
        {
            // An IProgress<T> parameter stays live whatever implements it. In a message that looks the same, so the child need not ask for parameters.
            var declared = parameters[index + bound].ParameterType;
            writer.WriteGraph(arguments[index], LiveProgressForm.IsInterface(declared) ? declared : typeof(object), $"argument '{parameters[index + bound].Name}'");
        }
    }

    internal static Call Read(ObjectReader reader)
    {
        var resultType = reader.ReadBoolean() ? reader.ReadType().Type : null;
        if (reader.ReadBoolean()) reader.ReadGraph(typeof(object));
        if (!reader.ReadBoolean()) return new Call(null, [], resultType);
        var target = (Delegate)reader.ReadGraph(typeof(object))!;
        var count = reader.ReadCount();
        if (count is < 0 or > ushort.MaxValue) throw new InvalidDataException("A message between processes is damaged.");
        var arguments = count == 0 ? [] : new object?[count];
        for (var index = 0; index < arguments.Length; index++) arguments[index] = reader.ReadGraph(typeof(object));
        return new Call(target, arguments, resultType);
    }

    internal object? Invoke()
    {
        switch (target)
        {
            case null: return null;
            // Without reflection, which costs a part of a millisecond when it is first used.
            case Action action:
                action();
                return null;
            // Any result that is an object; a task too.
            case Func<object?> function:
                return Await(function());
            default: return InvokeOther();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private object? InvokeOther()
    {
        switch (target)
        {
            case Func<int> function: return function();
            case Func<long> function: return function();
            case Func<double> function: return function();
            case Func<bool> function: return function();
        }

        try
        {
            return Await(target!.DynamicInvoke(arguments));
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }
    }

    internal object? InvokeRun(ChildProcess self)
    {
        self.InvokeRun(this);
        return null;
    }

    private static object? Await(object? returned)
    {
        if (returned is ValueTask plain) returned = plain.AsTask();
        if (returned is not null and not Task && returned.GetType() is { IsGenericType: true } type && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            returned = type.GetMethod("AsTask")!.Invoke(returned, null);
        }

        if (returned is not Task task) return returned;
        task.GetAwaiter().GetResult();
        for (var form = task.GetType(); form is not null; form = form.BaseType)
        {
            // Task.CompletedTask and async Task methods are a Task<VoidTaskResult> inside.
            if (form.IsGenericType && form.GetGenericTypeDefinition() == typeof(Task<>))
            {
                return form.GetGenericArguments()[0].Name == "VoidTaskResult" ? null : form.GetProperty("Result")!.GetValue(task);
            }
        }

        return null;
    }
}

using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
using Multiprocessing.Memory;
using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>A function with its arguments, or a subclass of <see cref="ChildProcess"/> whose <c>Run</c> is the function.</summary>
internal sealed class Call(Delegate? target, object?[] arguments, Type? resultType) : IUserFunction
{
    /// <summary>Whether the parent wants the function's result.</summary>
    internal bool ReturnsResult => resultType is not null;

    public MethodInfo? Method => target?.Method;

    internal Type ResultType => resultType ?? typeof(object);

    /// <summary>The serializer for arguments and the result; null for the library's own.</summary>
    internal ValueSerializer? Serializer { get; set; }

    /// <summary>
    /// Shared objects that the function finds in <see cref="Given"/>. They are sent without the codec, whose first use takes milliseconds.
    /// </summary>
    internal SharedObject[] Gifts { get; init; } = [];

    /// <summary>The blocks of the shared objects that this child was given in this way.</summary>
    internal static BlockReference[] Given { get; private set; } = [];

    internal void Write(ObjectWriter writer, object? self)
    {
        writer.WriteCount(Gifts.Length);
        foreach (var gift in Gifts) SharedObjectFormatter.WriteReference(writer, gift.Name(writer.Live));
        writer.WriteBoolean(Serializer is not null);
        if (Serializer is not null) writer.WriteGraph(Serializer, typeof(object), "serializer");
        writer.WriteBoolean(resultType is not null);
        if (resultType is not null) writer.WriteType(resultType);
        writer.WriteBoolean(self is not null);
        if (self is not null) writer.WriteGraph(self, typeof(object), self.GetType().Name);
        writer.WriteBoolean(target is not null);
        if (target is null) return;
        writer.WriteGraph(target, typeof(object), "function");
        writer.WriteCount(arguments.Length);
        var parameters = target.Method.GetParameters();
        // A static method with a bound first argument has one more parameter than its delegate.
        var bound = parameters.Length - arguments.Length;
        for (var index = 0; index < arguments.Length; index++)
        {
            var parameter = parameters[index + bound];
            var what = $"argument '{parameter.Name}'";
            if (Serializer is not null) PluggedValues.Write(writer, Serializer, arguments[index], parameter.ParameterType, what);
            // An IProgress<T> parameter stays live whatever class implements it. In a message that looks the same, so the child need not
            // ask for parameters.
            else writer.WriteGraph(arguments[index], LiveProgressFormatter.IsInterface(parameter.ParameterType) ? parameter.ParameterType
                : typeof(object), what);
        }
    }

    /// <summary>Releases the function and its arguments, which may be large, once they are written.</summary>
    internal void Forget() => (target, arguments) = (null, []);

    internal static Call Read(ObjectReader reader)
    {
        if (reader.ReadCount() is > 0 and var count) Given = ReadGifts(reader, count);
        var serializer = reader.ReadBoolean() ? (ValueSerializer)reader.ReadGraph(typeof(object))! : null;
        var resultType = reader.ReadBoolean() ? reader.ReadType().Type : null;
        if (reader.ReadBoolean()) reader.ReadGraph(typeof(object));
        if (!reader.ReadBoolean()) return new Call(null, [], resultType) { Serializer = serializer };
        var target = (Delegate)reader.ReadGraph(typeof(object))!;
        var length = reader.ReadCount();
        if (length is < 0 or > ushort.MaxValue) throw ObjectReader.Corrupt();
        var arguments = length == 0 ? [] : new object?[length];
        if (serializer is not null) ReadPlugged(reader, serializer, target, arguments);
        else
        {
            for (var index = 0; index < arguments.Length; index++) arguments[index] = reader.ReadGraph(typeof(object));
        }

        return new Call(target, arguments, resultType) { Serializer = serializer };
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static BlockReference[] ReadGifts(ObjectReader reader, int count)
    {
        if (count > byte.MaxValue) throw ObjectReader.Corrupt();
        var given = new BlockReference[count];
        for (var index = 0; index < count; index++) given[index] = SharedObjectFormatter.ReadReference(reader);
        return given;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ReadPlugged(ObjectReader reader, ValueSerializer serializer, Delegate target, object?[] arguments)
    {
        var parameters = target.Method.GetParameters();
        var bound = parameters.Length - arguments.Length;
        if (bound < 0) throw ObjectReader.Corrupt();
        for (var index = 0; index < arguments.Length; index++)
        {
            arguments[index] = PluggedValues.Read(reader, serializer, parameters[index + bound].ParameterType);
        }
    }

    internal object? Invoke()
    {
        switch (target)
        {
            case null: return null;
            // Called without reflection, which costs a part of a millisecond when it is first used.
            case Action action:
                action();
                return null;
            // Covers any result that is an object, tasks too.
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

    internal object? InvokeRun(ISelf self)
    {
        self.Run(this);
        return null;
    }

    private static object? Await(object? returned)
    {
        if (returned is ValueTask plain) returned = plain.AsTask();
        if (returned is not null and not Task && returned.GetType() is { IsGenericType: true } type
            && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
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

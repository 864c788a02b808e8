using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>Formats a function: the method by its number in its module, and the object that it is called on.</summary>
internal sealed class DelegateFormatter : Formatter
{
    internal override string? ReasonOverNetwork => "a function is nothing that a network peer may name; send the values that it works on";

    internal static readonly DelegateFormatter Instance = new();

    // About how many bytes are taken to make a function.
    private const int CostOfCall = 256;

    // Looked up each time: a plan that is kept would not know of surrogates that are registered later.
    private static TypePlan Any => TypePlan.Of(typeof(object));

    // The object that the function is called on is completed later.
    internal override bool IsWhole(object value) =>
        ((Delegate)value) is { HasSingleTarget: true, Target: var target }
            && (target is null || TypePlan.Of(target.GetType()) is { Kind: PlanKind.Fields, IsEmpty: true });

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var function = (Delegate)value;
        var outer = writer.Enter(number);
        if (function.HasSingleTarget)
        {
            writer.WriteCompact(1);
            WriteCall(writer, function);
        }
        else
        {
            var calls = function.GetInvocationList();
            writer.WriteCompact((uint)calls.Length);
            foreach (var call in calls) WriteCall(writer, call);
        }

        writer.Enter(outer);
    }

    private static void WriteCall(ObjectWriter writer, Delegate call)
    {
        var target = call.Target;
        var method = call.Method;
        if (method.DeclaringType is null || method.Module.Assembly.IsDynamic
            || target?.GetType().FullName == "System.Runtime.CompilerServices.Closure")
        {
            throw writer.Refused(call.GetType(), ObjectWriter.MadeAtRunTime);
        }

        writer.WriteMethod(method);
        // Deferred, because a closure may hold the very function, which exists only when its target does.
        writer.WriteReferenceDeferred(target, Any);
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var count = reader.CheckCount(reader.ReadCompact(), 2, CostOfCall);
        if (count == 1) return ReadCall(reader, plan.Type);
        if (count == 0) throw ObjectReader.Corrupt();
        var calls = new Delegate[count];
        for (var index = 0; index < count; index++) calls[index] = ReadCall(reader, plan.Type);
        return Delegate.Combine(calls)!;
    }

    private static Delegate ReadCall(ObjectReader reader, Type type)
    {
        if (reader.ReadMethod() is not MethodInfo method) throw ObjectReader.Corrupt();
        var target = reader.ReadReferenceDeferred(Any);
        if (type.IsAbstract) throw ObjectReader.Corrupt();
        if (target is null ? !method.IsStatic && !IsOpen(type, method) : !method.IsStatic
            && !method.DeclaringType!.IsInstanceOfType(target))
        {
            throw ObjectReader.Corrupt();
        }

        try
        {
            var call = Delegate.CreateDelegate(type, target, method, throwOnBindFailure: true)!;
            return method.IsVirtual && target is not null && call.Method != method ? BindExactly(type, target, method) : call;
        }
        catch (Exception exception) when (exception is not (InvalidDataException or OutOfMemoryException))
        {
            throw new InvalidDataException("A message between processes holds a function that is none.", exception);
        }
    }

    // As base.Method does: calls the method itself, not the one that overrides it.
    private static Delegate BindExactly(Type type, object target, MethodInfo method) =>
        (Delegate)type.GetConstructor([typeof(object), typeof(nint)])!.Invoke([target, method.MethodHandle.GetFunctionPointer()]);

    // Whether it is an instance method whose object is the delegate's first parameter.
    private static bool IsOpen(Type type, MethodInfo method)
    {
        if (type.GetMethod("Invoke")!.GetParameters() is not { Length: > 0 } parameters) return false;
        var first = parameters[0].ParameterType;
        // An instance of a value type is passed by reference.
        return (first.IsByRef ? first.GetElementType()! : first).IsAssignableTo(method.DeclaringType);
    }
}

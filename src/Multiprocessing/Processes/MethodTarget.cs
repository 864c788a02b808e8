using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>Makes a delegate of a method that was found by reflection, where a mistake can still be shown to the one who made it.</summary>
internal static class MethodTarget
{
    // What Func and Action offer; a delegate type with more would exist in this process only.
    private const int MaximumParameters = 16;

    internal static Delegate Bind(MethodInfo method, object? target)
    {
        ArgumentNullException.ThrowIfNull(method);
        if (!RuntimeFeature.IsDynamicCodeSupported) throw AheadOfTime.CannotStart();
        if (method.ContainsGenericParameters) throw new ArgumentException($"{FunctionName.AtStart(method)} is generic; give its types with MakeGenericMethod first.", nameof(method));
        if (method.IsStatic && target is not null) throw new ArgumentException($"{FunctionName.AtStart(method)} is static; its target must be null.", nameof(target));
        if (!method.IsStatic && target is null) throw new ArgumentException($"{FunctionName.AtStart(method)} is called on an object; its target must not be null.", nameof(target));
        if (!method.IsStatic && !method.DeclaringType!.IsInstanceOfType(target)) throw new ArgumentException($"{FunctionName.AtStart(method)} belongs to {TypeName.Of(method.DeclaringType!)}; it cannot be called on a {TypeName.Of(target!.GetType())}.", nameof(target));
        var types = method.GetParameters().Select(static parameter => parameter.ParameterType).ToArray();
        if (types.Length > MaximumParameters) throw new ArgumentException($"{FunctionName.AtStart(method)} has {types.Length} parameters; {MaximumParameters} is the most.", nameof(method));
        if (types.Append(method.ReturnType).Any(static type => type.IsByRef || type.IsByRefLike || type.IsPointer)) throw new ArgumentException($"{FunctionName.AtStart(method)} takes or returns a reference, a pointer or a ref struct, which cannot reach another process.", nameof(method));
        return method.CreateDelegate(Expression.GetDelegateType([.. types, method.ReturnType]), target);
    }
}

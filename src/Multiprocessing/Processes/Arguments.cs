using System.Reflection;
using System.Runtime.CompilerServices;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>Fits arguments to a function's parameters, in the parent, where a mistake can still be shown to its author.</summary>
internal static class Arguments
{
    internal static object?[] Check(Delegate target, object?[] arguments)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(arguments);
        var parameters = Parameters(target);
        if (parameters.Length != arguments.Length)
        {
            var array = arguments.GetType() == typeof(object[]) ? ""
                : " Where an array is itself an argument, put it into brackets: [array].";
            throw new ArgumentException($"{FunctionName.AtStart(target)} has {parameters.Length} parameters, but {arguments.Length} " +
                $"arguments were given.{array}", nameof(arguments));
        }

        for (var index = 0; index < parameters.Length; index++) CheckOne(target, parameters[index], arguments[index]);
        // A copy, since the caller may use the array for something else before the start.
        return arguments.Length == 0 ? arguments : [.. arguments];
    }

    internal static object?[] ByName(Delegate target, IReadOnlyDictionary<string, object?> namedArguments)
    {
        // Tested here too, so that NativeAOT's compiler need not look at what follows.
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotStart();
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(namedArguments);
        var parameters = Parameters(target);
        foreach (var name in namedArguments.Keys)
        {
            if (!parameters.Any(parameter => parameter.Name == name))
            {
                throw new ArgumentException($"{FunctionName.AtStart(target)} has no parameter '{name}'; it has " +
                    $"{string.Join(", ", parameters.Select(static parameter => $"'{parameter.Name}'"))}.", nameof(namedArguments));
            }
        }

        var arguments = new object?[parameters.Length];
        for (var index = 0; index < parameters.Length; index++)
        {
            var parameter = parameters[index];
            arguments[index] = namedArguments.TryGetValue(parameter.Name!, out var value) ? value
                : parameter.HasDefaultValue ? Default(parameter)
                : throw new ArgumentException($"{FunctionName.AtStart(target)} needs a value for its parameter '{parameter.Name}'.",
                    nameof(namedArguments));
            CheckOne(target, parameter, arguments[index]);
        }

        return arguments;
    }

    // Metadata has null for default(T), and a plain number for an enumeration's value.
    private static object? Default(ParameterInfo parameter)
    {
        var (value, type) = (parameter.DefaultValue, parameter.ParameterType);
        var underlying = Nullable.GetUnderlyingType(type);
        if (value is null) return type.IsValueType && underlying is null ? RuntimeHelpers.GetUninitializedObject(type) : null;
        return underlying is { IsEnum: true } ? Enum.ToObject(underlying, value) : value;
    }

    private static ParameterInfo[] Parameters(Delegate target)
    {
        // A compiler that works ahead of time keeps no parameters' names, and no Invoke.
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotStart();
        var parameters = target.Method.GetParameters();
        var count = target.GetType().GetMethod("Invoke")!.GetParameters().Length;
        return parameters[(parameters.Length - count)..];
    }

    private static void CheckOne(Delegate target, ParameterInfo parameter, object? value)
    {
        var type = parameter.ParameterType;
        if (type.IsByRef)
        {
            throw new ArgumentException($"The parameter '{parameter.Name}' of {FunctionName.Of(target)} is passed by reference, which " +
                "cannot reach another process.");
        }

        var fits = value is null ? !type.IsValueType || Nullable.GetUnderlyingType(type) is not null : type.IsInstanceOfType(value);
        if (!fits)
        {
            throw new ArgumentException($"The parameter '{parameter.Name}' of {FunctionName.Of(target)} is of type {TypeName.Of(type)}, " +
                $"but {(value is null ? "null" : $"a {TypeName.Of(value.GetType())}")} was given.");
        }
    }
}

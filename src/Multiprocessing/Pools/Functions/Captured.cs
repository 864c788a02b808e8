using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Functions;

/// <summary>
/// What the lambdas of a class capture: nothing, only the handle of a worker's state, or anything else. Only classes that the compiler has
/// made are examined.
/// </summary>
internal sealed class Captured
{
    private readonly FieldInfo? _state;

    internal Captured(Type type)
    {
        if (!type.IsDefined(typeof(CompilerGeneratedAttribute), false)) return;
        var fields = FieldsOf(type);
        IsNothing = fields.Count == 0;
        if (fields is [var only] && typeof(IWorkerState).IsAssignableFrom(only.FieldType)) _state = only;
    }

    /// <summary>Whether the lambdas capture nothing.</summary>
    internal bool IsNothing { get; }

    /// <summary>Returns the captured handle; null where there is none, or other variables are captured too.</summary>
    internal IWorkerState? StateOf(object target) => (IWorkerState?)_state?.GetValue(target);

    private static List<FieldInfo> FieldsOf(Type? type)
    {
        var fields = new List<FieldInfo>();
        for (; type is not null;
            type = type.BaseType) fields.AddRange(
            type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly));
        return fields;
    }
}

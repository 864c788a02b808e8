namespace Multiprocessing.Serialization;

/// <summary>The types that both sides know by a number, without a name in a message.</summary>
internal static class WellKnownTypes
{
    private static readonly Type[] s_types =
    [
        typeof(string), typeof(object), typeof(bool), typeof(char), typeof(byte), typeof(sbyte), typeof(short), typeof(ushort),
        typeof(int), typeof(uint), typeof(long), typeof(ulong), typeof(float), typeof(double), typeof(decimal), typeof(DateTime),
        typeof(TimeSpan), typeof(Guid), typeof(object[]), typeof(string[]), typeof(byte[]), typeof(int[]), typeof(double[]), typeof(Action),
    ];

    internal static int Count => s_types.Length;

    internal static TypePlan Plan(int number) => TypePlan.Of(s_types[number]);

    /// <summary>Gives a new plan its number, if its type has one.</summary>
    internal static TypePlan Number(TypePlan plan)
    {
        plan.WellKnownNumber = Array.IndexOf(s_types, plan.Type);
        return plan;
    }
}

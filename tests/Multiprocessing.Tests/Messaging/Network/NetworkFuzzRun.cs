using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Multiprocessing.Serialization;
using Multiprocessing.Tests.Serialization.Fuzzing;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>
/// Reads damaged and hostile messages as from a network peer, in a process of its own, and looks at every object that was made, whether or
/// not the message was refused in the end.
/// </summary>
internal static class NetworkFuzzRun
{
    private static readonly FieldInfo s_objects = typeof(ObjectReader).GetField("_objects", BindingFlags.Instance | BindingFlags.NonPublic)!;

    // Nothing but what is asked for, and with some of all types that there are.
    private static readonly DeclaredTypesCache[] s_caches = [DeclaredTypesCache.Plain, .. Enumerable.Range(0, 7).Select(Some)];

    /// <summary>What went wrong, or null.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many seeds.</param>
    internal static string? Run(int first, int count)
    {
        for (var seed = first; seed < first + count; seed++)
        {
            var input = new FuzzInput(seed);
            if (Read(input, s_caches[seed % s_caches.Length].Of(input.Type)) is { } wrong) return $"Seed {seed}: {wrong}";
        }

        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Which exceptions are right is what is tested.")]
    private static string? Read(FuzzInput input, DeclaredTypes declared)
    {
        var reader = new ObjectReader(input.Bytes, limit: input.Limit) { Declared = declared };
        string? wrong = null;
        try
        {
            reader.ReadGraph(input.Type);
        }
        catch (Exception exception) when (exception is InvalidDataException or TypeInitializationException || exception.StackTrace?.Contains("FromSurrogate(", StringComparison.Ordinal) == true)
        {
        }
        catch (Exception exception)
        {
            wrong = exception.ToString();
        }

        // Besides passing over the bytes once.
        if (reader.Work > WorkLimit.Free + ((WorkLimit.PerByte + 1) * input.Bytes.Length)) return $"{reader.Work:N0} steps for {input.Bytes.Length:N0} bytes.";
        var made = (GrowingArray<object?>)s_objects.GetValue(reader)!;
        for (var index = 0; index < made.Count; index++)
        {
            if (made[index] is { } value && !IsDeclared(value, declared)) return $"A {value.GetType()} was made, where a {input.Type} was asked for.";
        }

        return wrong;
    }

    private static bool IsDeclared(object value, DeclaredTypes declared)
    {
        var plan = TypePlan.Of(value.GetType());
        if (value is Delegate or MemberInfo or SharedLock or CancellationTokenSource) return false;
        if (declared.Contains(plan.Type) || plan.WellKnownNumber >= 0 || SingletonFormatter.IsOne(value)) return true;
        // A dictionary's view of itself is one of its fields.
        if (plan.Type is { IsNested: true, IsConstructedGenericType: true } && plan.Type.DeclaringType == typeof(Dictionary<,>)) return declared.Contains(typeof(Dictionary<,>).MakeGenericType(plan.Type.GetGenericArguments()));
        // What stands for it was declared, or it is the comparer that each process has.
        return plan.Formatter is DefaultComparerFormatter || (plan.Formatter?.SurrogateType is not null && declared.Contains(plan.NamedFromNetwork.Type));
    }

    private static DeclaredTypesCache Some(int remainder) =>
        new([.. FuzzCorpus.Messages.Where((_, index) => index % 7 == remainder).Select(static message => message.Type).Concat(FuzzCorpus.Types.Where((_, index) => index % 7 == remainder)).Distinct()]);
}

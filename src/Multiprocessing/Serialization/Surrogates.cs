using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>Types that are sent as something else: because they say so themselves, or by registration.</summary>
internal static class Surrogates
{
    private static readonly Lock s_gate = new();

    // Replaced as a whole, so that reading takes no lock; null until a program registers its first surrogate.
    private static RegisteredSurrogate[]? s_registered;

    /// <summary>All registrations, for a child: what it sends must be written in the same way.</summary>
    internal static RegisteredSurrogate[]? Registered => s_registered;

    internal static void Register(RegisteredSurrogate surrogate)
    {
        lock (s_gate)
        {
            foreach (var earlier in s_registered ?? [])
            {
                if (earlier.Type == surrogate.Type)
                {
                    throw new ArgumentException($"{TypeName.Full(surrogate.Type)} has a surrogate already.");
                }
            }

            s_registered = [.. s_registered ?? [], surrogate];
        }

        TypePlan.Renew();
    }

    /// <summary>Takes over the parent's registrations.</summary>
    internal static void Adopt(RegisteredSurrogate[] registered)
    {
        lock (s_gate) s_registered = registered;
        TypePlan.Renew();
    }

    /// <summary>
    /// Returns the type whose formatter sends the surrogate that was registered for this type, or for its nearest base class.
    /// </summary>
    internal static Type? FindRegistered(Type type)
    {
        if (Volatile.Read(ref s_registered) is not { } registered || type.IsValueType) return null;
        for (var current = type; current is not null; current = current.BaseType)
        {
            foreach (var surrogate in registered)
            {
                if (surrogate.Type == current) return typeof(Stand<,>).MakeGenericType(current, surrogate.SurrogateType);
            }
        }

        return null;
    }

    internal static RegisteredSurrogate Get(Type type)
    {
        foreach (var surrogate in s_registered ?? [])
        {
            if (surrogate.Type == type) return surrogate;
        }

        throw new InvalidOperationException($"{type} has no surrogate.");
    }

    /// <summary>Returns the formatter of a type that implements <see cref="ISurrogateSerializable{TSelf, TSurrogate}"/>.</summary>
    internal static Formatter? FindOwn(Type type)
    {
        // A class of the compiler, as each closure is, implements nothing; the search takes its time at a child's start.
        if (type.IsPrimitive || type.IsArray || type.IsInterface || type.Name.StartsWith("<>c", StringComparison.Ordinal)
            || Frameworks.Contains(type.Assembly))
        {
            return null;
        }

        foreach (var candidate in type.GetInterfaces())
        {
            if (candidate.IsGenericType && candidate.GetGenericTypeDefinition() == typeof(ISurrogateSerializable<,>))
            {
                return Create(type, candidate.GetGenericArguments());
            }
        }

        return null;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Formatter Create(Type type, Type[] arguments)
    {
        if (!arguments[0].IsAssignableFrom(type))
        {
            throw new ProcessBoundaryException($"{TypeName.Full(type)} implements ISurrogateSerializable for " +
                $"{TypeName.Full(arguments[0])}, which it is not.");
        }

        return (Formatter)Activator.CreateInstance(typeof(OwnSurrogateFormatter<,>).MakeGenericType(arguments))!;
    }
}

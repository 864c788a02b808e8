using System.Collections.Concurrent;

namespace Multiprocessing.Serialization;

/// <summary>What follows from each type that was asked for, found out once.</summary>
internal sealed class DeclaredTypesCache(Type[]? further, bool allowsCycles = false)
{
    /// <summary>Where nothing but the type itself says what may come.</summary>
    internal static readonly DeclaredTypesCache Plain = new(null);

    private readonly ConcurrentDictionary<Type, DeclaredTypes> _known = new();

    internal Type[]? Further => further;

    internal bool AllowsCycles => allowsCycles;

    // A type that may be unloaded must not be held.
    internal DeclaredTypes Of(Type type) =>
        type.IsCollectible ? new DeclaredTypes(type, further, allowsCycles)
            : _known.GetOrAdd(type, static (type, cache) => new DeclaredTypes(type, cache.Further, cache.AllowsCycles), this);
}

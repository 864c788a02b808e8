using System.Collections.Concurrent;

namespace Multiprocessing.Serialization;

/// <summary>The types that follow from each type that was asked for, determined once.</summary>
internal sealed class DeclaredTypesCache(Type[]? further, bool allowsCycles = false)
{
    /// <summary>The cache for receivers that declare nothing but the type itself.</summary>
    internal static readonly DeclaredTypesCache Plain = new(null);

    private readonly ConcurrentDictionary<Type, DeclaredTypes> _known = new();

    internal Type[]? Further => further;

    internal bool AllowsCycles => allowsCycles;

    // A type that may be unloaded must not be kept.
    internal DeclaredTypes Of(Type type) =>
        type.IsCollectible ? new DeclaredTypes(type, further, allowsCycles)
            : _known.GetOrAdd(type, static (type, cache) => new DeclaredTypes(type, cache.Further, cache.AllowsCycles), this);
}

using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>Checks conditions on a pool's state that hold whenever the pool's lock is free.</summary>
internal static class PoolInvariant
{
    /// <summary>Throws if a condition is false, with its source text.</summary>
    /// <exception cref="InvalidOperationException">The pool's state contradicts itself.</exception>
    internal static void Require(
        bool condition, [CallerArgumentExpression(nameof(condition))] string? source = null, [CallerFilePath] string? file = null)
    {
        if (!condition) Fail(source, file);
    }

    // A method of its own, so that the check itself is inlined.
    private static void Fail(string? source, string? file) =>
        throw new InvalidOperationException(
            $"A pool's state contradicts itself: in {Path.GetFileNameWithoutExtension(file)}, it does not hold that {source}.");
}

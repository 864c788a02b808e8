using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Scheduling;

/// <summary>Says what of a pool's state must hold whenever nobody changes it.</summary>
internal static class PoolInvariant
{
    /// <summary>Throws where the condition does not hold, with its source.</summary>
    /// <exception cref="InvalidOperationException">The pool's state contradicts itself.</exception>
    internal static void Require(
        bool condition, [CallerArgumentExpression(nameof(condition))] string? source = null, [CallerFilePath] string? file = null)
    {
        if (!condition) Fail(source, file);
    }

    // Apart, so that the check itself is inlined.
    private static void Fail(string? source, string? file) =>
        throw new InvalidOperationException(
            $"A pool's state contradicts itself: in {Path.GetFileNameWithoutExtension(file)}, it does not hold that {source}.");
}

using Multiprocessing.Launching;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing.Pools.Jobs;

/// <summary>What a job does, for all of its tasks.</summary>
/// <param name="Function">The function.</param>
/// <param name="Bindings">What of the caller stays live in it.</param>
/// <param name="TakesToken">Whether the function is given a token, the first of the bindings.</param>
/// <param name="Options">How it is done.</param>
/// <param name="Token">Ends it.</param>
internal sealed record JobPlan(CachedFunction Function, TaskBindings Bindings, bool TakesToken, TaskSettings Options,
    CancellationToken Token)
{
    /// <summary>The caller's trace.</summary>
    internal byte[]? Trace { get; } = CallerTrace.Capture();
}

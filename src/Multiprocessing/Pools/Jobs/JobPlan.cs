using Multiprocessing.Launching;
using Multiprocessing.Pools.Functions;

namespace Multiprocessing.Pools.Jobs;

/// <summary>The description of a job, common to all of its tasks.</summary>
/// <param name="Function">The function.</param>
/// <param name="Bindings">The live objects of the job.</param>
/// <param name="TakesToken">Whether the function takes a token, which is the first of the bindings.</param>
/// <param name="Options">The settings of the job's tasks.</param>
/// <param name="Token">Cancels the job.</param>
internal sealed record JobPlan(CachedFunction Function, TaskBindings Bindings, bool TakesToken, TaskSettings Options,
    CancellationToken Token)
{
    /// <summary>The caller's trace context.</summary>
    internal byte[]? Trace { get; } = CallerTrace.Capture();
}

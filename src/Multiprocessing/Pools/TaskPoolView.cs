using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;

namespace Multiprocessing.Pools;

/// <summary>A pool with options for the tasks that are submitted through this object.</summary>
[RequiresDynamicCode(AheadOfTime.NoChildren)]
internal sealed class TaskPoolView(PoolCore core, TaskSettings settings) : TaskPool(core, settings)
{
    private protected override bool OwnsPool => false;
}

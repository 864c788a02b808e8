using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>What this process knows of how long the arena's lock is held.</summary>
internal static class ArenaSpin
{
    internal static readonly SpinBudget Budget = new();
}

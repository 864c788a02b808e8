using Multiprocessing.Waiting;

namespace Multiprocessing.Memory;

/// <summary>The spin budget of this process for the arena's lock.</summary>
internal static class ArenaSpin
{
    internal static readonly SpinBudget Budget = new();
}

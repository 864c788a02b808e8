namespace Multiprocessing.Tests.Pools;

/// <summary>What may go wrong in a worker.</summary>
public enum Fault
{
    Throws,
    IsKilled,
    Exits,
    ExitsWell,
    FailsFast,
    OverflowsItsStack,
    CrashesInNativeCode,
}

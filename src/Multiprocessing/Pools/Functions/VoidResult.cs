namespace Multiprocessing.Pools.Functions;

/// <summary>In place of an argument or a result, where there is none.</summary>
internal readonly struct VoidResult;

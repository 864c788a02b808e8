namespace Multiprocessing.Pools.Functions;

/// <summary>Stands for an argument or a result where there is none.</summary>
internal readonly struct VoidResult;

namespace Multiprocessing.Pools.Worker;

/// <summary>What is live in a function, and so in each task that calls it.</summary>
/// <param name="Sources">The sources of its tokens, by number.</param>
/// <param name="Receivers">What stands for the caller's progress objects.</param>
internal readonly record struct LiveParts(CancellationTokenSource?[] Sources, ITaskProgress[] Receivers);

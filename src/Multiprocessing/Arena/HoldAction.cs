namespace Multiprocessing.Memory;

/// <summary>What is done with a hold and its block.</summary>
internal unsafe delegate void HoldAction(BlockHeader* block, HoldRecord* hold);

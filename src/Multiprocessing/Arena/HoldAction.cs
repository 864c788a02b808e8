namespace Multiprocessing.Memory;

/// <summary>An action with a hold and its block.</summary>
internal unsafe delegate void HoldAction(BlockHeader* block, HoldRecord* hold);

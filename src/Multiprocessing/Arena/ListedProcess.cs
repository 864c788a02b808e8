namespace Multiprocessing.Memory;

/// <summary>A process as the arena lists it; it may have died, and another one may have its place by now.</summary>
internal readonly record struct ListedProcess(long Record, int Number, int Id, int ParentId, bool HasFolders);

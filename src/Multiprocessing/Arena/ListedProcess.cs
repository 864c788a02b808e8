namespace Multiprocessing.Memory;

/// <summary>A process as the arena lists it. By now it may have died, and its place in the list may belong to another one.</summary>
internal readonly record struct ListedProcess(long Record, int Number, int Id, int ParentId, bool HasFolders);

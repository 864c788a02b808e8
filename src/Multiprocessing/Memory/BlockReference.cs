namespace Multiprocessing.Memory;

/// <summary>A block of the arena as it is named in a message: its tree, its place, and its id, which tells it from others that lay there before or after.</summary>
internal readonly record struct BlockReference(Guid Tree, long Offset, long Id);

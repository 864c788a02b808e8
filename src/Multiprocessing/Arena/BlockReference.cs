namespace Multiprocessing.Memory;

/// <summary>A block of the arena as it is named in a message.</summary>
/// <param name="Tree">The tree whose arena it is in.</param>
/// <param name="Offset">Its place.</param>
/// <param name="Id">What tells it from others that lay there before or after.</param>
/// <param name="Side">Which side of a block with two sides, 1 or 2; 0 for a block without.</param>
/// <param name="Transfer">The hold that the sender has made for the receiver, who takes it over; 0 for none.</param>
internal readonly record struct BlockReference(Guid Tree, long Offset, long Id, int Side = 0, long Transfer = 0);

namespace Multiprocessing.Memory;

/// <summary>The name of a block in a message.</summary>
/// <param name="Tree">The tree in whose arena the block lies.</param>
/// <param name="Offset">The block's place in the arena.</param>
/// <param name="Id">The block's identity, which tells it from others that lay there before or after.</param>
/// <param name="Side">The side of a block with two sides, 1 or 2; 0 for a block without.</param>
/// <param name="Transfer">The hold that the sender has made for the receiver, which takes it over; 0 for none.</param>
internal readonly record struct BlockReference(Guid Tree, long Offset, long Id, int Side = 0, long Transfer = 0);

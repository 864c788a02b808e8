using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.SharedData;

/// <summary>A named segment as a message names it.</summary>
/// <param name="Name">The segment's name.</param>
/// <param name="Identity">The file that the name has to lead to.</param>
/// <param name="Owned">The block that notes that the segment is to be removed; a child gives it to its parent.</param>
internal readonly record struct Segment(string Name, FileIdentity Identity, BlockReference Owned = default);

using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.SharedData;

/// <summary>A named segment as a message names it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Identity">What the name has to lead to.</param>
/// <param name="Owned">Where it is noted that the segment is to be removed; given to a parent by its child.</param>
internal readonly record struct Segment(string Name, FileIdentity Identity, BlockReference Owned = default);

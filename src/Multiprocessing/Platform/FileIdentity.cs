namespace Multiprocessing.Platform;

/// <summary>What tells a file from others, also from those that have its name later.</summary>
/// <param name="Device">The device that it is on.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Born">When it was made, in nanoseconds, since numbers may be used again; 0 where that is not known.</param>
internal readonly record struct FileIdentity(long Device, long Number, long Born);

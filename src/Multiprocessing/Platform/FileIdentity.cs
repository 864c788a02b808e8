namespace Multiprocessing.Platform;

/// <summary>Tells a file from all others, also from those that have its name later.</summary>
/// <param name="Device">The device on which the file lies.</param>
/// <param name="Number">The file's number on its device.</param>
/// <param name="Born">When the file was made, in nanoseconds, since numbers may be used again; 0 where that is not known.</param>
internal readonly record struct FileIdentity(long Device, long Number, long Born);

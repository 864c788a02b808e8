namespace Multiprocessing.Platform;

/// <summary>A child that has just been started.</summary>
/// <param name="Id">The system's id of the process.</param>
/// <param name="Handle">Refers to this process and to no other one, even if its id is used again.</param>
internal readonly record struct SpawnedProcess(int Id, OsHandle Handle);

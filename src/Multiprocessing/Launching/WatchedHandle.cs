namespace Multiprocessing.Launching;

/// <summary>The handles of a child that are watched.</summary>
internal enum WatchedHandle
{
    Process,
    Control,
    Output,
    Error,
}

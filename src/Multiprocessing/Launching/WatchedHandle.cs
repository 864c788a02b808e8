namespace Multiprocessing.Launching;

/// <summary>Which of a child's descriptors something happened to.</summary>
internal enum WatchedHandle
{
    Process,
    Control,
    Output,
    Error,
}

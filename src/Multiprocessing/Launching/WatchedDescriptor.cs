namespace Multiprocessing.Launching;

/// <summary>Which of a child's descriptors something happened to.</summary>
internal enum WatchedDescriptor
{
    Process,
    Control,
    Output,
    Error,
}

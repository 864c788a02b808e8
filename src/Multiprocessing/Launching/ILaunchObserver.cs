namespace Multiprocessing.Launching;

/// <summary>
/// Receives the events of a launched process, one call at a time, on the watcher's thread: a call must be short and must not throw.
/// </summary>
internal interface ILaunchObserver
{
    /// <summary>Whether so much waits for its receivers that no more should be read for now.</summary>
    bool IsCongested { get; }

    void OnFrame(FrameKind kind, byte[] payload);

    void OnOutput(bool isError, ReadOnlySpan<byte> bytes);

    /// <summary>Called when a message on the control channel was damaged; the process is being killed.</summary>
    void OnDamage(Exception damage);

    void OnExit(ExitStatus status);
}

using Multiprocessing.Platform;

namespace Multiprocessing.Launching;

/// <summary>A running child as the system sees it: its id, its pidfd, its control socket, its lifeline, its redirected output.</summary>
internal sealed class LaunchedProcess
{
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _outgoing = new();
    private readonly FrameAssembler _assembler;
    private readonly string _temporaryFolder;
    private ILaunchObserver? _observer;
    private int _control;
    private int _lifeline;
    private int _pidDescriptor;
    private int _output = -1;
    private int _error = -1;
    private bool _watchesWrites;
    private bool _damaged;
    private bool _ended;

    private LaunchedProcess(long limit, string temporaryFolder) => (_assembler, _temporaryFolder) = (new FrameAssembler(limit), temporaryFolder);

    internal int Id { get; private set; }

    /// <summary>The observer; a spare's changes when it is given its job.</summary>
    internal ILaunchObserver? Observer
    {
        get => _observer;
        set => _observer = value;
    }

    internal static LaunchedProcess Start(SpawnRequest request, ILaunchObserver observer, long limit, bool redirectOutput, bool redirectError)
    {
        var child = new LaunchedProcess(limit, RuntimeFiles.Folder(request.Environment)) { _observer = observer, _control = -1, _lifeline = -1, _pidDescriptor = -1 };
        int control = -1, lifeline = -1, output = -1, error = -1;
        // Before there is a process, which nobody would hear of without it.
        var watcher = ProcessWatcher.Instance;
        try
        {
            (child._control, control) = Descriptors.SocketPair();
            (lifeline, child._lifeline) = Descriptors.Pipe();
            if (redirectOutput) (child._output, output) = Descriptors.Pipe();
            if (redirectError) (child._error, error) = Descriptors.Pipe();
            Descriptors.SetNonBlocking(child._control);
            if (redirectOutput) Descriptors.SetNonBlocking(child._output);
            if (redirectError) Descriptors.SetNonBlocking(child._error);
            child.Id = Spawner.Spawn(request with
            {
                Control = control,
                Lifeline = lifeline,
                Output = redirectOutput ? output : request.Output,
                Error = redirectError ? error : request.Error,
            });
            try
            {
                child._pidDescriptor = ProcessDescriptor.Open(child.Id);
                watcher.Watch(child, child._pidDescriptor, child._control, child._output, child._error);
            }
            catch
            {
                watcher.Forget(child);
                ProcessWatcher.ReapLost(child.Id);
                throw;
            }

            return child;
        }
        catch
        {
            child.CloseDescriptors();
            throw;
        }
        finally
        {
            Descriptors.Close(control);
            Descriptors.Close(lifeline);
            Descriptors.Close(output);
            Descriptors.Close(error);
        }
    }

    /// <summary>Sends a frame; what does not fit into the socket now follows in the background, so a caller never waits for its child.</summary>
    internal void Send(ReadOnlyMemory<byte> frame)
    {
        lock (_gate)
        {
            if (_ended) return;
            if (_outgoing.Count == 0)
            {
                var sent = SendNow(ref frame);
                if (sent) return;
                WatchWrites_NeedsLock(true);
            }

            _outgoing.Enqueue(frame);
        }
    }

    internal void Signal(int signal)
    {
        lock (_gate)
        {
            if (!_ended) ProcessDescriptor.Signal(_pidDescriptor, signal);
        }
    }

    /// <summary>Something happened to one of the descriptors; called by the watcher only.</summary>
    internal void OnHappening(WatchedDescriptor which)
    {
        switch (which)
        {
            case WatchedDescriptor.Control:
                SendMore();
                if (!PumpControl()) ProcessWatcher.Instance.Unwatch(_control);
                break;
            case WatchedDescriptor.Output:
                if (!PumpOutput(_output, isError: false)) ProcessWatcher.Instance.Unwatch(_output);
                break;
            case WatchedDescriptor.Error:
                if (!PumpOutput(_error, isError: true)) ProcessWatcher.Instance.Unwatch(_error);
                break;
            case WatchedDescriptor.Process:
                if (ProcessDescriptor.ExitCode(_pidDescriptor) is { } exitCode) End(exitCode);
                break;
        }
    }

    private void End(int exitCode)
    {
        // What the child said before its end is still in the sockets.
        PumpControl();
        if (_output >= 0) PumpOutput(_output, isError: false);
        if (_error >= 0) PumpOutput(_error, isError: true);
        if (exitCode != 0) RuntimeFiles.Remove(Id, _temporaryFolder);
        lock (_gate)
        {
            ProcessDescriptor.Reap(_pidDescriptor);
            _ended = true;
            _outgoing.Clear();
            ProcessWatcher.Instance.Forget(this);
            CloseDescriptors();
        }

        _observer?.OnExit(exitCode);
    }

    private bool PumpControl()
    {
        if (_damaged) return false;
        try
        {
            return _assembler.Pump(_control, (kind, payload) => _observer?.OnFrame(kind, payload));
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or OutOfMemoryException)
        {
            // The stream cannot be trusted from here on.
            _damaged = true;
            _observer?.OnDamage(damage);
            ProcessDescriptor.Signal(_pidDescriptor, Libc.SIGKILL);
            return false;
        }
    }

    private bool PumpOutput(int descriptor, bool isError)
    {
        Span<byte> buffer = stackalloc byte[4096];
        while (true)
        {
            var count = Channel.TryRead(descriptor, buffer);
            if (count < 0) return true;
            if (count == 0) return false;
            _observer?.OnOutput(isError, buffer[..count]);
        }
    }

    private void SendMore()
    {
        lock (_gate)
        {
            while (_outgoing.TryPeek(out var frame))
            {
                _outgoing.Dequeue();
                if (SendNow(ref frame)) continue;
                var rest = _outgoing.ToArray();
                _outgoing.Clear();
                _outgoing.Enqueue(frame);
                foreach (var later in rest) _outgoing.Enqueue(later);
                return;
            }

            if (_watchesWrites) WatchWrites_NeedsLock(false);
        }
    }

    private void WatchWrites_NeedsLock(bool enabled)
    {
        _watchesWrites = enabled;
        ProcessWatcher.Instance.WatchWrites(this, _control, enabled);
    }

    private bool SendNow(ref ReadOnlyMemory<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            var count = Channel.TryWrite(_control, frame.Span);
            if (count == -1) return false;
            // The child is gone; its exit tells the rest.
            if (count < 0) return true;
            frame = frame[count..];
        }

        return true;
    }

    private void CloseDescriptors()
    {
        Descriptors.Close(_control);
        Descriptors.Close(_lifeline);
        Descriptors.Close(_pidDescriptor);
        Descriptors.Close(_output);
        Descriptors.Close(_error);
    }
}

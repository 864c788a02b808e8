using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Synchronization;

namespace Multiprocessing.Launching;

/// <summary>A running child as the system sees it: its id, its pidfd, its control socket, its lifeline, its redirected output.</summary>
internal sealed class LaunchedProcess
{
    // A pipe holds no more, whatever is set for it, unless others still write into it.
    private const int MaxLeftInPipe = 1 << 20;

    private readonly ILaunchObserver _observer;
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _outgoing = new();
    private readonly FrameAssembler _assembler;
    private readonly string _temporaryFolder;
    private int _control;
    private int _lifeline;
    private int _pidDescriptor;
    private int _output = -1;
    private int _error = -1;
    private bool _watchesWrites;
    private bool _isPaused;
    private bool _damaged;
    private bool _ended;

    private LaunchedProcess(ILaunchObserver observer, long limit, string temporaryFolder) =>
        (_observer, _assembler, _temporaryFolder) = (observer, new FrameAssembler(limit), temporaryFolder);

    internal int Id { get; private set; }

    internal static LaunchedProcess Start(SpawnRequest request, ILaunchObserver observer, long limit, bool redirectOutput,
        bool redirectError)
    {
        var child = new LaunchedProcess(observer, limit, RuntimeFiles.Folder(request.Environment))
        {
            _control = -1,
            _lifeline = -1,
            _pidDescriptor = -1
        };
        int control = -1, lifeline = -1, output = -1, error = -1;
        HotReload.TellOnce();
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
                Arena = Arena.DescriptorForChildren,
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

            LeftoverSweeps.OnStarted(child._temporaryFolder);
            return child;
        }
        catch (Exception failure)
        {
            child.CloseDescriptors();
            // The second where there is no memory for processes to share.
            if (failure is SystemCallException or InsufficientMemoryException) throw new ProcessStartException(failure.Message, failure);
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

    /// <summary>
    /// Sends a frame; what does not fit into the socket now follows in the background, so a caller never waits for its child.
    /// </summary>
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

    internal void End(EndRequest request)
    {
        lock (_gate)
        {
            if (!_ended) ProcessDescriptor.End(_pidDescriptor, request);
        }
    }

    /// <summary>Something happened to one of the descriptors; called by the watcher only.</summary>
    /// <param name="which">Which of them.</param>
    /// <param name="isHungUp">Whether nobody writes into it any more: what is left is little, and is read even while reading is
    /// paused.</param>
    internal void OnHappening(WatchedDescriptor which, bool isHungUp)
    {
        switch (which)
        {
            case WatchedDescriptor.Control:
                SendMore();
                if (!PumpControl(isHungUp)) ProcessWatcher.Instance.Unwatch(_control);
                break;
            case WatchedDescriptor.Output:
                if (!PumpOutput(_output, isError: false, isHungUp)) ProcessWatcher.Instance.Unwatch(_output);
                break;
            case WatchedDescriptor.Error:
                if (!PumpOutput(_error, isError: true, isHungUp)) ProcessWatcher.Instance.Unwatch(_error);
                break;
            case WatchedDescriptor.Process:
                if (ProcessDescriptor.ExitCode(_pidDescriptor) is { } exitCode) End(exitCode);
                break;
        }
    }

    private void End(int exitCode)
    {
        // What the child said before its end is still in the sockets.
        PumpControl(drains: true);
        if (_output >= 0) PumpOutput(_output, isError: false, drains: true);
        if (_error >= 0) PumpOutput(_error, isError: true, drains: true);
        // Whatever the code: it may have left by _exit.
        RuntimeFiles.Remove(Id, _temporaryFolder);
        lock (_gate)
        {
            ProcessDescriptor.Reap(_pidDescriptor);
            _ended = true;
            _outgoing.Clear();
            ProcessWatcher.Instance.Forget(this);
            CloseDescriptors();
        }

        // Its own children die with it, and nobody removes what they leave.
        if (exitCode < 0) LeftoverSweeps.Plan(_temporaryFolder);
        DeadProcessRecovery.OnChildEnded(Id);
        _observer.OnExit(exitCode);
    }

    private bool PumpControl(bool drains)
    {
        if (_damaged) return false;
        if (!drains && IsPaused) return true;
        try
        {
            return _assembler.Pump(_control, (kind, payload) =>
            {
                _observer.OnFrame(kind, payload);
                return drains || !PauseIfCongested();
            });
        }
        catch (Exception damage) when (damage is InvalidDataException or EndOfStreamException or OutOfMemoryException)
        {
            // The stream cannot be trusted from here on.
            _damaged = true;
            _observer.OnDamage(damage);
            ProcessDescriptor.End(_pidDescriptor, EndRequest.Kill);
            return false;
        }
    }

    private bool PumpOutput(int descriptor, bool isError, bool drains)
    {
        if (!drains && IsPaused) return true;
        Span<byte> buffer = stackalloc byte[4096];
        for (var drained = 0; drained <= MaxLeftInPipe;)
        {
            var count = ControlSocket.TryRead(descriptor, buffer);
            if (count < 0) return true;
            if (count == 0) return false;
            _observer.OnOutput(isError, buffer[..count]);
            if (drains) drained += count;
            else if (PauseIfCongested()) return true;
        }

        return true;
    }

    private bool IsPaused
    {
        get
        {
            lock (_gate) return _isPaused;
        }
    }

    // A child that says more than its receivers take waits in its pipe, as it would for a slow terminal.
    private bool PauseIfCongested()
    {
        if (!_observer.IsCongested) return false;
        lock (_gate)
        {
            _isPaused = true;
            SetInterests_NeedsLock();
        }

        // The receivers may have caught up just before.
        if (_observer.IsCongested) return true;
        Resume();
        return false;
    }

    /// <summary>Reads on; called when the receivers have caught up.</summary>
    internal void Resume()
    {
        lock (_gate)
        {
            if (!_isPaused || _ended) return;
            _isPaused = false;
            SetInterests_NeedsLock();
        }
    }

    private void SetInterests_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        var watcher = ProcessWatcher.Instance;
        watcher.SetInterest(this, WatchedDescriptor.Control, _control, !_isPaused, _watchesWrites);
        if (_output >= 0) watcher.SetInterest(this, WatchedDescriptor.Output, _output, !_isPaused, writes: false);
        if (_error >= 0) watcher.SetInterest(this, WatchedDescriptor.Error, _error, !_isPaused, writes: false);
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
        Debug.Assert(_gate.IsHeldByCurrentThread);
        _watchesWrites = enabled;
        ProcessWatcher.Instance.SetInterest(this, WatchedDescriptor.Control, _control, !_isPaused, enabled);
    }

    private bool SendNow(ref ReadOnlyMemory<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            var count = ControlSocket.TryWrite(_control, frame.Span);
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

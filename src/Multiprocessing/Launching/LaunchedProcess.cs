using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Synchronization;

namespace Multiprocessing.Launching;

/// <summary>A running child as the system sees it: its id and handle, its control channel, its lifeline, its redirected output.</summary>
internal sealed class LaunchedProcess
{
    // A pipe holds no more than this, whatever size is set, unless other processes still write into it.
    private const int MaxLeftInPipe = 1 << 20;

    private readonly ILaunchObserver _observer;
    private readonly Lock _gate = new();
    private readonly Queue<ReadOnlyMemory<byte>> _outgoing = new();
    private readonly FrameAssembler _assembler;
    private readonly string _temporaryFolder;
    private readonly ByteChannel _control;
    private readonly OsHandle _lifeline;
    private ByteChannel? _output;
    private ByteChannel? _error;
    private OsHandle _process;
    private bool _watchesWrites;
    private bool _isPaused;
    private bool _damaged;
    private bool _ended;

    private LaunchedProcess(ILaunchObserver observer, long limit, string temporaryFolder, OsHandle control, OsHandle lifeline)
    {
        (_observer, _assembler, _temporaryFolder) = (observer, new FrameAssembler(limit), temporaryFolder);
        (_control, _lifeline) = (new ByteChannel(control), lifeline);
    }

    internal int Id { get; private set; }

    /// <summary>The watcher's number of the child.</summary>
    internal long WatchNumber { get; set; }

    internal static LaunchedProcess Start(SpawnRequest request, ILaunchObserver observer, long limit, bool redirectOutput,
        bool redirectError)
    {
        HotReload.TellOnce();
        // Created before the process, which nobody would notice without a watcher.
        var watcher = ProcessWatcher.Instance;
        OsHandle ownControl = default, control = default, ownLifeline = default, lifeline = default, output = default, error = default;
        LaunchedProcess? child = null;
        try
        {
            (ownControl, control) = OsHandles.ControlChannel();
            (lifeline, ownLifeline) = OsHandles.Pipe();
            child = new LaunchedProcess(observer, limit, RuntimeFiles.Folder(request.Environment), ownControl, ownLifeline);
            if (redirectOutput) child._output = OutputPipe(out output);
            if (redirectError) child._error = OutputPipe(out error);
            (child.Id, child._process) = Spawner.Spawn(request with
            {
                Control = control,
                Lifeline = lifeline,
                TreeMemory = Arena.HandleForChildren,
                Output = redirectOutput ? output : request.Output,
                Error = redirectError ? error : request.Error,
            });
            child.BeWatched(watcher);
            LeftoverSweeps.OnStarted(child._temporaryFolder);
            return child;
        }
        catch (Exception failure)
        {
            if (child is not null) child.CloseHandles();
            else OsHandles.Close(ownControl);
            // InsufficientMemoryException is thrown where there is no memory for processes to share.
            if (failure is SystemCallException or InsufficientMemoryException) throw new ProcessStartException(failure.Message, failure);
            throw;
        }
        finally
        {
            OsHandles.Close(control);
            OsHandles.Close(lifeline);
            OsHandles.Close(output);
            OsHandles.Close(error);
        }
    }

    private static ByteChannel OutputPipe(out OsHandle childsEnd)
    {
        (var own, childsEnd) = OsHandles.Pipe();
        return new ByteChannel(own);
    }

    // A child that cannot be watched, as when handles have just run out, must not live.
    private void BeWatched(ProcessWatcher watcher)
    {
        try
        {
            watcher.Watch(this, _process, _control, _output, _error);
        }
        catch
        {
            ProcessHandle.KillAndReap(_process);
            throw;
        }
    }

    /// <summary>
    /// Sends a frame; bytes that do not fit into the socket now follow in the background, so a caller never waits for its child.
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
            if (!_ended) ProcessHandle.End(_process, request);
        }
    }

    /// <summary>Handles an event of one of the handles; called by the watcher only.</summary>
    /// <param name="which">The handle.</param>
    /// <param name="isHungUp">Whether nobody writes into it any more: what is left is little, and is read even while reading is
    /// paused.</param>
    internal void OnHappening(WatchedHandle which, bool isHungUp)
    {
        switch (which)
        {
            case WatchedHandle.Control:
                SendMore();
                if (!PumpControl(isHungUp)) ProcessWatcher.Instance.Unwatch(_control);
                break;
            case WatchedHandle.Output:
                if (!PumpOutput(_output, isError: false, isHungUp)) ProcessWatcher.Instance.Unwatch(_output!);
                break;
            case WatchedHandle.Error:
                if (!PumpOutput(_error, isError: true, isHungUp)) ProcessWatcher.Instance.Unwatch(_error!);
                break;
            case WatchedHandle.Process:
                if (ProcessHandle.ExitStatus(_process) is { } status) End(status);
                break;
        }
    }

    private void End(ExitStatus status)
    {
        // The sockets still hold what the child said before its end.
        PumpControl(drains: true);
        PumpOutput(_output, isError: false, drains: true);
        PumpOutput(_error, isError: true, drains: true);
        // Removed whatever the exit code, since the child may have left by _exit.
        RuntimeFiles.Remove(Id, _temporaryFolder);
        lock (_gate)
        {
            ProcessHandle.Reap(_process);
            _ended = true;
            _outgoing.Clear();
            ProcessWatcher.Instance.Forget(this);
            CloseHandles();
        }

        // The child's own children die with it, and nobody removes what they leave.
        if (status.WasKilled) LeftoverSweeps.Plan(_temporaryFolder);
        DeadProcessRecovery.OnChildEnded(Id);
        _observer.OnExit(status);
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
            ProcessHandle.End(_process, EndRequest.Kill);
            return false;
        }
    }

    private bool PumpOutput(ByteChannel? channel, bool isError, bool drains)
    {
        if (channel is null) return false;
        if (!drains && IsPaused) return true;
        Span<byte> buffer = stackalloc byte[4096];
        for (var drained = 0; drained <= MaxLeftInPipe;)
        {
            var count = channel.TryRead(buffer);
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

    // A child that says more than its receivers take has to wait in its pipe, as for a slow terminal.
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

    /// <summary>Goes on reading; called when the receivers have caught up.</summary>
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
        watcher.SetInterest(_control, !_isPaused, _watchesWrites);
        if (_output is not null) watcher.SetInterest(_output, !_isPaused, writes: false);
        if (_error is not null) watcher.SetInterest(_error, !_isPaused, writes: false);
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
        ProcessWatcher.Instance.SetInterest(_control, !_isPaused, enabled);
    }

    private bool SendNow(ref ReadOnlyMemory<byte> frame)
    {
        while (!frame.IsEmpty)
        {
            var count = _control.TryWrite(frame.Span);
            if (count == -1) return false;
            // The child is gone; its exit tells the rest.
            if (count < 0) return true;
            frame = frame[count..];
        }

        return true;
    }

    private void CloseHandles()
    {
        _control.Close();
        OsHandles.Close(_lifeline);
        OsHandles.Close(_process);
        _output?.Close();
        _error?.Close();
    }
}

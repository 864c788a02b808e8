using Multiprocessing.Memory;
using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>The parent's side of live objects: the original tokens and progress receivers of one child.</summary>
/// <param name="child">The number of the child among its siblings.</param>
internal sealed class ParentLiveObjects(int child) : LiveObjects
{
    private readonly List<CancellationToken> _tokens = [];
    private readonly List<ProgressReceiver> _receivers = [];
    private readonly List<CancellationTokenRegistration> _registrations = [];
    private bool _hasSent;

    internal bool HasReceivers => _receivers.Count > 0;

    // Held for the child, so that the caller that starts it may dispose of the object at once.
    public override BlockReference Convey(Hold hold)
    {
        _hasSent = true;
        return hold.Send(child);
    }

    /// <summary>Releases what the child was sent and has not taken, when it has ended.</summary>
    internal void ReleaseSent()
    {
        if (!_hasSent) return;
        try
        {
            // The child's end is reported even if another process was stopped while it held the arena's lock.
            using var impatience = ArenaChange.WaitBriefly();
            Arena.Instance.ReleaseSent(child);
        }
        catch (TimeoutException)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static child => Arena.Instance.ReleaseSent(child), child, preferLocal: false);
        }
    }

    internal override int Find(CancellationToken token)
    {
        if (token.IsCancellationRequested) return NotLive;
        var known = _tokens.IndexOf(token);
        if (known >= 0) return known;
        _tokens.Add(token);
        return _tokens.Count - 1;
    }

    internal override int Find(object progress, Type reportType)
    {
        _receivers.Add((ProgressReceiver)Activator.CreateInstance(typeof(ProgressReceiver<>).MakeGenericType(reportType), progress)!);
        return _receivers.Count - 1;
    }

    internal override CancellationToken Token(int number) => _tokens[number];

    internal override CancellationTokenSource TokenSource(int number) => CancellationTokenSource.CreateLinkedTokenSource(_tokens[number]);

    internal override object Progress(int number, Type reportType) => _receivers[number].Original;

    /// <summary>Connects the child: from now on, cancelling an original cancels its stand-in there.</summary>
    internal void Connect(LaunchedProcess child)
    {
        for (var number = 0; number < _tokens.Count; number++)
        {
            var writer = Frame.Begin();
            writer.WriteCount(number);
            var frame = Frame.End(writer, FrameKind.Cancel);
            var registration = _tokens[number].UnsafeRegister(_ => child.Send(frame), null);
            lock (_registrations) _registrations.Add(registration);
        }
    }

    internal void Disconnect()
    {
        lock (_registrations)
        {
            foreach (var registration in _registrations) registration.Unregister();
            _registrations.Clear();
        }
    }

    internal void Report(byte[] message)
    {
        var reader = new ObjectReader(message, this);
        _receivers[reader.ReadCount()].Report(reader);
    }
}

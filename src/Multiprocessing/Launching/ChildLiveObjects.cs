using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>The child's side of live objects: a source for each token of the parent, a sender for each progress object.</summary>
internal sealed class ChildLiveObjects : LiveObjects
{
    internal override bool LeadToParent => true;

    private readonly Lock _gate = new();
    private Dictionary<int, CancellationTokenSource>? _sources;
    private bool _listens;

    public override BlockReference Convey(Hold hold) => hold.TransferToParent();

    internal override int Find(CancellationToken token)
    {
        lock (_gate)
        {
            foreach (var (number, source) in _sources ?? [])
            {
                if (source.Token == token) return number;
            }
        }

        return NotLive;
    }

    private protected override string ProgressRefusal =>
        "A progress object cannot travel from a child to its parent; report to one that the parent gave.";

    internal override CancellationTokenSource TokenSource(int number)
    {
        lock (_gate)
        {
            var source = Source_NeedsLock(number);
            if (!_listens) new Thread(Listen) { IsBackground = true, Name = "Multiprocessing cancellation" }.Start();
            _listens = true;
            return source;
        }
    }

    private CancellationTokenSource Source_NeedsLock(int number)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        _sources ??= [];
        if (!_sources.TryGetValue(number, out var source)) _sources.Add(number, source = new CancellationTokenSource());
        return source;
    }

    internal override object Progress(int number, Type reportType) =>
        Activator.CreateInstance(typeof(ProgressSender<>).MakeGenericType(reportType), number, this)!;

    private void Listen()
    {
        while (ChildProgram.TryReceive(out var kind, out var payload))
        {
            if (kind != FrameKind.Cancel) continue;
            CancellationTokenSource source;
            // The token may be cancelled before the function's arguments have been read.
            lock (_gate) source = Source_NeedsLock(BitConverter.ToInt32(payload));
            // Callbacks run on the thread pool: a slow one must not hold up the next cancellation.
            _ = source.CancelAsync();
        }
    }
}

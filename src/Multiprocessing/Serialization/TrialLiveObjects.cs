using Multiprocessing.Memory;

namespace Multiprocessing.Serialization;

/// <summary>Live objects for a value that is written only to see whether it can cross: nothing is kept for a reader.</summary>
internal sealed class TrialLiveObjects(LiveObjects live) : LiveObjects
{
    internal override bool LeadToParent => live.LeadToParent;

    public override BlockReference Convey(Hold hold) => hold.Reference;

    internal override int Find(CancellationToken token) => live.Find(token);

    internal override int Find(object progress, Type reportType) => live.Find(progress, reportType);

    internal override CancellationTokenSource TokenSource(int number) => live.TokenSource(number);

    internal override object Progress(int number, Type reportType) => live.Progress(number, reportType);
}

namespace Multiprocessing.Tests.Pools;

/// <summary>The first worker has bad luck with it, the second one not.</summary>
internal sealed class TrapForFirst(Fault fault, Moment moment, SharedValue<int> hits) : ISerializationCallbacks
{
    public void OnReceived() => Spring(Moment.Receiving);

    public void OnSending() => Spring(Moment.Answering);

    internal TrapForFirst Run()
    {
        Spring(Moment.Running);
        return this;
    }

    private void Spring(Moment now)
    {
        if (now == moment && CurrentProcess.IsChild && Interlocked.Increment(ref hits.Value) == 1) Misdeed.Commit(fault);
    }
}

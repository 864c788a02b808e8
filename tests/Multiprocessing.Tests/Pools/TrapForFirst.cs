using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Pools;

/// <summary>The first worker has bad luck with it, the second one not.</summary>
internal sealed class TrapForFirst(Fault fault, Moment moment, SharedValue<int> hits) : IDeserializationCallback
{
    public void OnDeserialization(object? sender) => Spring(Moment.Receiving);

    [OnSerializing]
    internal void OnSending(StreamingContext context) => Spring(Moment.Answering);

    internal TrapForFirst Run()
    {
        Spring(Moment.Running);
        return this;
    }

    private void Spring(Moment now)
    {
        if (now == moment && CurrentProcess.Parent is not null && Interlocked.Increment(ref hits.Value) == 1) FaultInjector.Commit(fault);
    }
}

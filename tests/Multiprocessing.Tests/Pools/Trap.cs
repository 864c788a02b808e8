using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Pools;

/// <summary>An argument, and a result, with which a worker has bad luck at one moment.</summary>
internal sealed class Trap(Fault fault, Moment moment) : IDeserializationCallback
{
    public void OnDeserialization(object? sender) => Spring(Moment.Receiving);

    [OnSerializing]
    internal void OnSending(StreamingContext context) => Spring(Moment.Answering);

    /// <summary>The task's function.</summary>
    internal Trap Run()
    {
        Spring(Moment.Running);
        return this;
    }

    private void Spring(Moment now)
    {
        if (now == moment && CurrentProcess.Parent is not null) FaultInjector.Commit(fault);
    }
}

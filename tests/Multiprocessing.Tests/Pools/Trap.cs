namespace Multiprocessing.Tests.Pools;

/// <summary>An argument, and a result, with which a worker has bad luck at one moment.</summary>
internal sealed class Trap(Fault fault, Moment moment) : ISerializationCallbacks
{
    public void OnReceived() => Spring(Moment.Receiving);

    public void OnSending() => Spring(Moment.Answering);

    /// <summary>The task's function.</summary>
    internal Trap Run()
    {
        Spring(Moment.Running);
        return this;
    }

    private void Spring(Moment now)
    {
        if (now == moment && CurrentProcess.IsChild) Misdeed.Commit(fault);
    }
}

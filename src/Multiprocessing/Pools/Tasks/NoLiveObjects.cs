using Multiprocessing.Memory;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools.Tasks;

/// <summary>For messages from a worker: nothing of the worker stays live in its pool.</summary>
internal sealed class NoLiveObjects : LiveObjects
{
    internal static readonly NoLiveObjects Instance = new();

    public override BlockReference Convey(Hold hold) => throw ObjectReader.Corrupt();

    internal override int Find(CancellationToken token) => NotLive;

    internal override int Find(object progress, Type reportType) => throw ObjectReader.Corrupt();

    internal override CancellationTokenSource TokenSource(int number) => throw ObjectReader.Corrupt();

    internal override object Progress(int number, Type reportType) => throw ObjectReader.Corrupt();
}

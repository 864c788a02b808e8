using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Collections;

/// <summary>Writes values that stay in a shared collection. One is kept for each thread.</summary>
internal sealed class CollectionWriter : LiveObjects
{
    [ThreadStatic]
    private static CollectionWriter? t_spare;

    private readonly ObjectWriter _writer;

    private CollectionWriter() => _writer = new ObjectWriter(live: this);

    /// <summary>Taken, not lent: a surrogate may use a collection in its turn.</summary>
    internal static CollectionWriter Rent()
    {
        var writer = t_spare ?? new CollectionWriter();
        t_spare = null;
        return writer;
    }

    /// <summary>Gives it back; what it has written is gone then.</summary>
    internal void Return()
    {
        _writer.Clear();
        t_spare = this;
    }

    internal ReadOnlySpan<byte> Write<T>(ref T value)
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        try
        {
            _writer.WriteGraph(ref value, "value");
            _writer.EndMessage();
            return _writer.Written.Span;
        }
        catch
        {
            Return();
            throw;
        }
    }

    public override BlockReference Convey(Hold hold) => throw new ProcessBoundaryException("A shared object (an array, a lock, a queue), " +
        "an open file or a socket cannot lie in a SharedDictionary, which does not keep it in being. Give it to the processes as an " +
        "argument or through a SharedQueue, and put its name or number into the dictionary.");

    // The process that will read the value does not know where it came from.
    internal override int Find(CancellationToken token) => NotLive;

    internal override int Find(object progress, Type reportType) =>
        throw new ProcessBoundaryException("A progress object cannot lie in a SharedDictionary; give it to the child as an argument.");

    internal override CancellationTokenSource TokenSource(int number) => throw ObjectReader.Corrupt();

    internal override object Progress(int number, Type reportType) => throw ObjectReader.Corrupt();
}

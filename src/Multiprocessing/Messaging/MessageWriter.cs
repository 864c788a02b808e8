using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>Writes values into messages of a mailbox, and makes the holds on the blocks that they name. Each thread keeps one.</summary>
internal sealed class MessageWriter : LiveObjects
{
    [ThreadStatic]
    private static MessageWriter? t_spare;

    private readonly ObjectWriter _writer;
    private long[] _holds = [];
    private int _holdCount;

    private MessageWriter() => _writer = new ObjectWriter(live: this);

    internal ReadOnlyMemory<byte> Bytes => _writer.Written;

    internal ReadOnlySpan<long> Holds => _holds.AsSpan(0, _holdCount);

    /// <summary>Takes the thread's writer, or makes one: while it is in use, a surrogate may send something in its turn.</summary>
    internal static MessageWriter Rent()
    {
        var writer = t_spare ?? new MessageWriter();
        t_spare = null;
        return writer;
    }

    /// <summary>Gives the writer back.</summary>
    /// <param name="wasSent">Whether what it has written is in the mailbox now; otherwise the holds on the named blocks are
    /// released.</param>
    internal void Return(bool wasSent)
    {
        if (!wasSent && _holdCount > 0) Arena.Instance.ReleaseSent(Holds);
        _holdCount = 0;
        _writer.Clear();
        t_spare = this;
    }

    /// <param name="value">The value.</param>
    /// <param name="what">The name of the value in error messages.</param>
    /// <param name="producer">The function whose result the value is; null for any other value.</param>
    internal void Write<T>(T value, string what, IUserFunction? producer = null)
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        _writer.WriteGraph(ref value, what, producer);
        _writer.EndMessage();
    }

    /// <summary>Copies bytes as they are, for a caller that sends later.</summary>
    internal void WriteBytes(ReadOnlySpan<byte> bytes) => _writer.WriteBytes(bytes);

    public override BlockReference Convey(Hold hold)
    {
        var reference = hold.Send(child: 0);
        if (_holdCount == _holds.Length) Array.Resize(ref _holds, Math.Max(4, 2 * _holdCount));
        _holds[_holdCount++] = reference.Transfer;
        return reference;
    }

    // The reader of the message may be any process, which has no way back to this one; so tokens are not followed either.
    private protected override string ProgressRefusal => "A progress object cannot travel through a pipe or a queue; give it to the " +
        "child as an argument, or send the reports themselves.";
}

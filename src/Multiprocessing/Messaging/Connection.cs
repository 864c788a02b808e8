using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>
/// One end of a channel for messages: of a pipe between processes of one tree (<see cref="CreatePipe"/>), or of a socket. A message arrives
/// whole, in the order in which its sender sent it, or not at all. Thread-safe and process-safe: several threads, and at a pipe's end
/// several processes, may send and receive at the same time, and each message goes to one of them. (Python: <c>connection.Connection</c>.)
/// </summary>
/// <example><code>
/// var (here, there) = Connection.CreatePipe();
/// using var child = ChildProcess.Start(() => there.Send(there.Receive&lt;int&gt;() + 1));
/// here.Send(41);
/// Console.WriteLine(here.Receive&lt;int&gt;());   // 42
/// </code></example>
public abstract partial class Connection : IWaitable, IDisposable
{
    private protected Connection()
    {
    }

    /// <summary>Whether this end can receive. (Python: <c>readable</c>.)</summary>
    public abstract bool CanReceive { get; }

    /// <summary>Whether this end can send. (Python: <c>writable</c>.)</summary>
    public abstract bool CanSend { get; }

    /// <summary>Whether this end was closed in this process. (Python: <c>closed</c>.)</summary>
    internal abstract bool IsClosed { get; }

    /// <summary>Sends bytes as one message; they may be empty. (Python: <c>send_bytes</c>.)</summary>
    /// <param name="message">The bytes; they can be changed as soon as the method returns.</param>
    /// <param name="cancellationToken">Ends the wait for the receiver, which then gets nothing of the message. Where a part has already
    /// gone through a socket, the connection is closed.</param>
    /// <exception cref="InvalidOperationException">This end only receives.</exception>
    /// <exception cref="IOException">No process can receive the message, since the other end is closed everywhere or its processes are
    /// dead; or the connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    public abstract void SendBytes(ReadOnlySpan<byte> message, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="SendBytes"/>, holding no thread while it waits.</summary>
    /// <param name="message">The bytes; not to be changed until the task has completed.</param>
    /// <param name="cancellationToken">Ends the wait for the receiver, which then gets nothing of the message. Where a part has already
    /// gone through a socket, the connection is closed.</param>
    /// <returns>Completes when the message is sent.</returns>
    /// <exception cref="InvalidOperationException">This end only receives.</exception>
    /// <exception cref="IOException">No process can receive the message, since the other end is closed everywhere or its processes are
    /// dead; or the connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    public abstract ValueTask SendBytesAsync(ReadOnlyMemory<byte> message, CancellationToken cancellationToken = default);

    /// <summary>Receives a message that was sent as bytes. (Python: <c>recv_bytes</c>.)</summary>
    /// <param name="cancellationToken">Ends the wait for a message; one that has begun to arrive is received.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="InvalidOperationException">This end only sends.</exception>
    /// <exception cref="EndOfStreamException">All messages are received, and no process can send another one. (Python:
    /// <c>EOFError</c>.)</exception>
    /// <exception cref="InvalidDataException">The message was sent as a value, or is longer than this connection allows.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    public abstract byte[] ReceiveBytes(CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ReceiveBytes"/>, holding no thread while it waits.</summary>
    /// <param name="cancellationToken">Ends the wait for a message; one that has begun to arrive is received.</param>
    /// <returns>The bytes.</returns>
    /// <exception cref="InvalidOperationException">This end only sends.</exception>
    /// <exception cref="EndOfStreamException">All messages are received, and no process can send another one.</exception>
    /// <exception cref="InvalidDataException">The message was sent as a value, or is longer than this connection allows.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    public abstract ValueTask<byte[]> ReceiveBytesAsync(CancellationToken cancellationToken = default);

    /// <summary>Receives a message that was sent as bytes into the caller's memory. (Python: <c>recv_bytes_into</c>.)</summary>
    /// <param name="destination">Where the bytes go.</param>
    /// <param name="cancellationToken">Ends the wait for a message; one that has begun to arrive is received.</param>
    /// <returns>The length of the message, in bytes.</returns>
    /// <exception cref="ArgumentException">The message is longer than the destination; it can still be received. (Python:
    /// <c>BufferTooShort</c>.)</exception>
    /// <exception cref="InvalidOperationException">This end only sends.</exception>
    /// <exception cref="EndOfStreamException">All messages are received, and no process can send another one.</exception>
    /// <exception cref="InvalidDataException">The message was sent as a value, or is longer than this connection allows.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    public abstract int ReceiveBytesInto(Span<byte> destination, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="ReceiveBytesInto"/>, holding no thread while it waits.</summary>
    /// <param name="destination">Where the bytes go; not to be used until the task has completed.</param>
    /// <param name="cancellationToken">Ends the wait for a message; one that has begun to arrive is received.</param>
    /// <returns>The length of the message, in bytes.</returns>
    /// <exception cref="ArgumentException">The message is longer than the destination; it can still be received.</exception>
    /// <exception cref="InvalidOperationException">This end only sends.</exception>
    /// <exception cref="EndOfStreamException">All messages are received, and no process can send another one.</exception>
    /// <exception cref="InvalidDataException">The message was sent as a value, or is longer than this connection allows.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    public abstract ValueTask<int> ReceiveBytesIntoAsync(Memory<byte> destination, CancellationToken cancellationToken = default);

    /// <summary>
    /// Waits, for at most a given time, until there is something to receive: a message, or the end of the stream. (Python: <c>poll</c>.)
    /// </summary>
    /// <param name="timeout">How long to wait at most; zero, the default, only looks; <see cref="Timeout.InfiniteTimeSpan"/> for
    /// ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a receiving method would return or throw at once, as long as no other thread or process receives.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">This end only sends.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    public abstract bool Poll(TimeSpan timeout = default, CancellationToken cancellationToken = default);

    /// <summary>As <see cref="Poll"/>, holding no thread while it waits.</summary>
    /// <param name="timeout">How long to wait at most; <see cref="Timeout.InfiniteTimeSpan"/> for ever.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>Whether a receiving method would return or throw at once, as long as no other thread or process receives.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    /// <exception cref="InvalidOperationException">This end only sends.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    public abstract ValueTask<bool> PollAsync(TimeSpan timeout, CancellationToken cancellationToken = default);

    /// <summary>
    /// Sends a value by copy: anything that can cross a process border. Shared objects and connections are not copied, but mean the same
    /// object in the receiver; a socket refuses them. (Python: <c>send</c>.)
    /// </summary>
    /// <typeparam name="T">The type as which the value travels; the receiver asks for this type or for one that it is assignable
    /// to.</typeparam>
    /// <param name="value">The value; may be null.</param>
    /// <param name="cancellationToken">Ends the wait for the receiver, which then gets nothing of the message. Where a part has already
    /// gone through a socket, the connection is closed.</param>
    /// <exception cref="ProcessBoundaryException">The value cannot cross a process border; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">This end only receives.</exception>
    /// <exception cref="IOException">No process can receive the message, since the other end is closed everywhere or its processes are
    /// dead; or the connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    [RequiresDynamicCode(AheadOfTime.NoFields)]
    public void Send<T>(T value, CancellationToken cancellationToken = default) => SendValue(value, cancellationToken);

    /// <summary>As <see cref="Send"/>, holding no thread while it waits.</summary>
    /// <typeparam name="T">The type as which the value travels; the receiver asks for this type or for one that it is assignable
    /// to.</typeparam>
    /// <param name="value">The value, which may be null; copied before the method returns.</param>
    /// <param name="cancellationToken">Ends the wait for the receiver, which then gets nothing of the message. Where a part has already
    /// gone through a socket, the connection is closed.</param>
    /// <returns>Completes when the message is sent.</returns>
    /// <exception cref="ProcessBoundaryException">The value cannot cross a process border; nothing was sent.</exception>
    /// <exception cref="InvalidOperationException">This end only receives.</exception>
    /// <exception cref="IOException">No process can receive the message, since the other end is closed everywhere or its processes are
    /// dead; or the connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    [RequiresDynamicCode(AheadOfTime.NoFields)]
    public ValueTask SendAsync<T>(T value, CancellationToken cancellationToken = default) => SendValueAsync(value, cancellationToken);

    /// <summary>Receives a value. (Python: <c>recv</c>.)</summary>
    /// <typeparam name="T">The expected type. From a socket, objects are made only of this type and of those that its members
    /// declare.</typeparam>
    /// <param name="cancellationToken">Ends the wait for a message; one that has begun to arrive is received.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidCastException">The message is a value of another type, or bytes; it is used up.</exception>
    /// <exception cref="InvalidOperationException">This end only sends.</exception>
    /// <exception cref="EndOfStreamException">All messages are received, and no process can send another one. (Python:
    /// <c>EOFError</c>.)</exception>
    /// <exception cref="InvalidDataException">The message is damaged, or longer than this connection allows, or comes from another build of
    /// the program.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    [RequiresDynamicCode(AheadOfTime.NoFields)]
    public T Receive<T>(CancellationToken cancellationToken = default) => ReceiveValue<T>(cancellationToken);

    /// <summary>As <see cref="Receive"/>, holding no thread while it waits.</summary>
    /// <typeparam name="T">The expected type. From a socket, objects are made only of this type and of those that its members
    /// declare.</typeparam>
    /// <param name="cancellationToken">Ends the wait for a message; one that has begun to arrive is received.</param>
    /// <returns>The value.</returns>
    /// <exception cref="InvalidCastException">The message is a value of another type, or bytes; it is used up.</exception>
    /// <exception cref="InvalidOperationException">This end only sends.</exception>
    /// <exception cref="EndOfStreamException">All messages are received, and no process can send another one.</exception>
    /// <exception cref="InvalidDataException">The message is damaged, or longer than this connection allows, or comes from another build of
    /// the program.</exception>
    /// <exception cref="IOException">The connection failed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="ObjectDisposedException">This end was closed.</exception>
    [RequiresDynamicCode(AheadOfTime.NoFields)]
    public ValueTask<T> ReceiveAsync<T>(CancellationToken cancellationToken = default) => ReceiveValueAsync<T>(cancellationToken);

    /// <summary>Closes this end in this process. Messages that were sent can still be received. (Python: <c>close</c>.)</summary>
    public void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    internal abstract void Close();

    private protected abstract void SendValue<T>(T value, CancellationToken cancellationToken);

    private protected abstract ValueTask SendValueAsync<T>(T value, CancellationToken cancellationToken);

    private protected abstract T ReceiveValue<T>(CancellationToken cancellationToken);

    private protected abstract ValueTask<T> ReceiveValueAsync<T>(CancellationToken cancellationToken);
}

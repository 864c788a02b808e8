namespace Multiprocessing;

/// <summary>The target of a child's standard output or standard error. Thread-safe.</summary>
public sealed class ProcessOutput
{
    private ProcessOutput(Stream? stream, Action<string>? line) => (TargetStream, Line) = (stream, line);

    /// <summary>The parent's own target, such as its terminal. This is the default.</summary>
    public static ProcessOutput Inherited { get; } = new(null, null);

    /// <summary>No target: the output is dropped.</summary>
    public static ProcessOutput Discarded { get; } = new(null, null);

    internal Stream? TargetStream { get; }

    internal Action<string>? Line { get; }

    internal bool IsRedirected => TargetStream is not null || Line is not null;

    /// <summary>
    /// Makes a target that is a stream of the parent, written from the thread pool, one write at a time. All is written and flushed when
    /// the child has been joined. The stream is not closed. When it fails, nothing more is written, and awaiting the child throws an
    /// <see cref="IOException"/>.
    /// </summary>
    /// <param name="stream">A writable stream.</param>
    /// <returns>The target.</returns>
    /// <exception cref="ArgumentException">The stream cannot be written.</exception>
    public static ProcessOutput ToStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return stream.CanWrite ? new ProcessOutput(stream, null)
            : throw new ArgumentException("The stream cannot be written.", nameof(stream));
    }

    /// <summary>
    /// Makes a target that is a function of the parent, called on the thread pool for each line without its line end, one call at a time.
    /// All calls are over when the child has been joined. Lines that follow still come when the function throws; awaiting the child then
    /// throws an <see cref="IOException"/> with its first exception. A function that serves several children must not wait for one of them.
    /// </summary>
    /// <param name="receive">Receives each line.</param>
    /// <returns>The target.</returns>
    public static ProcessOutput ToLines(Action<string> receive)
    {
        ArgumentNullException.ThrowIfNull(receive);
        return new ProcessOutput(null, receive);
    }
}

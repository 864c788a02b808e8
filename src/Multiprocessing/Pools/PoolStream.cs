using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Pools.Jobs;

namespace Multiprocessing;

/// <summary>
/// The results of a pool's function, as they come: for <c>await foreach</c>, or <c>foreach</c>, which waits on its thread. Each enumeration reads the input anew and runs the tasks; leaving it early drops what has not begun.
/// A failure is thrown where its result would be; whoever enumerates by hand may go on after it. Thread-safe; an enumerator is one thread's. (Python: <c>IMapIterator</c>.)
/// </summary>
/// <typeparam name="TResult">What the function returns.</typeparam>
[SuppressMessage("Naming", "CA1710", Justification = "It is no collection: it has no items until it is enumerated.")]
public sealed class PoolStream<TResult> : IAsyncEnumerable<TResult>
{
    private readonly Func<CancellationToken, StreamRun<TResult>> _start;
    private readonly CancellationToken _token;

    internal PoolStream(Func<CancellationToken, StreamRun<TResult>> start, CancellationToken token) => (_start, _token) = (start, token);

    /// <summary>Starts to read the input and to run the tasks.</summary>
    /// <param name="cancellationToken">Ends it: what has not begun is dropped, what runs is told, and killed if it does not end.</param>
    /// <returns>The results.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    public IAsyncEnumerator<TResult> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == _token) return _start(_token);
        if (!_token.CanBeCanceled) return _start(cancellationToken);
        var link = CancellationTokenSource.CreateLinkedTokenSource(_token, cancellationToken);
        try
        {
            return _start(link.Token).With(link);
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>Starts to read the input and to run the tasks, for <c>foreach</c>. For LINQ that waits on its thread there is <c>ToBlockingEnumerable</c>, since a stream that were both kinds of sequence could have the operators of neither.</summary>
    /// <returns>The results; each step waits for one.</returns>
    /// <exception cref="ProcessBoundaryException">A captured variable cannot cross.</exception>
    /// <exception cref="InvalidOperationException">The pool takes no more tasks.</exception>
    public IEnumerator<TResult> GetEnumerator() => _start(_token);
}

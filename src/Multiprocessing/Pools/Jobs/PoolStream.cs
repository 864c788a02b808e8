namespace Multiprocessing.Pools.Jobs;

/// <summary>A stream of results that has not begun: each enumeration reads the input anew and runs the tasks.</summary>
internal sealed class PoolStream<TResult>(
    Func<CancellationToken, StreamRun<TResult>> start, CancellationToken token) : IAsyncEnumerable<TResult>
{
    public IAsyncEnumerator<TResult> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        if (!cancellationToken.CanBeCanceled || cancellationToken == token) return start(token);
        if (!token.CanBeCanceled) return start(cancellationToken);
        var link = CancellationTokenSource.CreateLinkedTokenSource(token, cancellationToken);
        try
        {
            return start(link.Token).With(link);
        }
        catch
        {
            link.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Returns the same stream for enumeration on the caller's thread, as another object: on an object that was both kinds of sequence,
    /// calls of LINQ's operators would be ambiguous.
    /// </summary>
    internal IEnumerable<TResult> ToBlocking() => new Blocking(this);

    private sealed class Blocking(PoolStream<TResult> stream) : IEnumerable<TResult>
    {
        public IEnumerator<TResult> GetEnumerator() => stream.Start();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private StreamRun<TResult> Start() => start(token);
}

namespace Multiprocessing.Pools.Functions;

/// <summary>An action of one argument.</summary>
internal sealed class Action1<T>(Action<T> function) : WorkerFunction<T, VoidResult>
{
    internal override VoidResult Invoke(T argument, CancellationToken token)
    {
        function(argument);
        return default;
    }
}

/// <summary>An action of one argument, given a token.</summary>
internal sealed class TokenAction1<T>(Action<T, CancellationToken> function) : WorkerFunction<T, VoidResult>
{
    internal override bool TakesToken => true;

    internal override VoidResult Invoke(T argument, CancellationToken token)
    {
        function(argument, token);
        return default;
    }
}

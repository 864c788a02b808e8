namespace Multiprocessing.Pools.Functions;

/// <summary>An action without an argument.</summary>
internal sealed class Action0(Action function) : WorkerFunction<Nothing, Nothing>
{
    internal override Nothing Invoke(Nothing argument, CancellationToken token)
    {
        function();
        return default;
    }
}

/// <summary>An asynchronous action without an argument.</summary>
internal sealed class AsyncAction0(Func<Task> function) : WorkerFunction<Nothing, Nothing>
{
    internal override Nothing Invoke(Nothing argument, CancellationToken token)
    {
        function().GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>An action that is given a token.</summary>
internal sealed class TokenAction0(Action<CancellationToken> function) : WorkerFunction<Nothing, Nothing>
{
    internal override bool TakesToken => true;

    internal override Nothing Invoke(Nothing argument, CancellationToken token)
    {
        function(token);
        return default;
    }
}

/// <summary>An asynchronous action that is given a token.</summary>
internal sealed class AsyncTokenAction0(Func<CancellationToken, Task> function) : WorkerFunction<Nothing, Nothing>
{
    internal override bool TakesToken => true;

    internal override Nothing Invoke(Nothing argument, CancellationToken token)
    {
        function(token).GetAwaiter().GetResult();
        return default;
    }
}

/// <summary>An action of one argument.</summary>
internal sealed class Action1<T>(Action<T> function) : WorkerFunction<T, Nothing>
{
    internal override Nothing Invoke(T argument, CancellationToken token)
    {
        function(argument);
        return default;
    }
}

/// <summary>An asynchronous action of one argument.</summary>
internal sealed class AsyncAction1<T>(Func<T, Task> function) : WorkerFunction<T, Nothing>
{
    internal override Nothing Invoke(T argument, CancellationToken token)
    {
        function(argument).GetAwaiter().GetResult();
        return default;
    }
}

namespace Multiprocessing.Pools.Functions;

/// <summary>An action without an argument.</summary>
internal sealed class Action0(Action function) : WorkerFunction<VoidResult, VoidResult>
{
    internal override VoidResult Invoke(VoidResult argument, CancellationToken token)
    {
        function();
        return default;
    }
}

/// <summary>An action without an argument, given a token.</summary>
internal sealed class TokenAction0(Action<CancellationToken> function) : WorkerFunction<VoidResult, VoidResult>
{
    internal override bool TakesToken => true;

    internal override VoidResult Invoke(VoidResult argument, CancellationToken token)
    {
        function(token);
        return default;
    }
}

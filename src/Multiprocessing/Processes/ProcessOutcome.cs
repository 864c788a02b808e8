using Multiprocessing.Launching;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>The outcome of a child's function, as far as the child has told, and so what callers that wait for the child get.</summary>
internal sealed class ProcessOutcome
{
    private byte[]? _result;
    private byte[]? _failure;
    private Exception? _damage;
    private ProcessStartException? _startFailure;
    private bool _hasBegun;

    internal bool HasResult => _result is not null;

    /// <summary>Whether the function has neither begun nor been refused, so that another process may still be given it.</summary>
    internal bool IsUntouched => !_hasBegun && _failure is null && _damage is null;

    internal void Begin() => _hasBegun = true;

    internal void Return(byte[] result)
    {
        RequireNone();
        _result = result;
    }

    internal void Throw(byte[] failure)
    {
        RequireNone();
        _failure = failure;
    }

    // A function ends once. If a child reports twice, something else has written to its channel, and nobody can tell which report is true.
    private void RequireNone()
    {
        if (_result is not null || _failure is not null)
        {
            throw new InvalidDataException("The process has told its parent twice how its function ended: something in it has written " +
                $"to the control channel, {InheritedHandles.ControlName}.");
        }
    }

    internal void Damage(Exception damage) => _damage = damage;

    internal void FailToStart(ProcessStartException failure) => _startFailure = failure;

    /// <summary>Reads the function's result, anew for each caller so that none sees another's changes.</summary>
    internal TResult Read<TResult>(LiveObjects live, ValueSerializer? serializer)
    {
        // Never reached, since there was no child; it lets NativeAOT leave the reader out.
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotRead();
        var reader = new ObjectReader(_result!, live);
        return (TResult)(serializer is null ? reader.ReadGraph(typeof(TResult)) : PluggedValues.Read(reader, serializer, typeof(TResult)))!;
    }

    internal void ThrowIfFailed(string name, int id, ExitStatus exitStatus, bool returnsResult, string? lastLines, LiveObjects live)
    {
        if (_damage is not null) throw new ProcessCrashedException(name, id, exitStatus, lastLines, _damage);
        if (_startFailure is not null) throw new ProcessStartException(_startFailure.Message, _startFailure);
        if (_failure is not null) throw FailureMessage.Read(_failure, live);
        if (_hasBegun && (returnsResult ? _result is not null : exitStatus.Code == 0)) return;
        if (!_hasBegun && IsRuntimeFailure(exitStatus))
        {
            var how = exitStatus.WasKilled ? $"was {exitStatus}" : $"ended with {exitStatus}";
            throw new ProcessStartException($"Process {name} {how} before it reached its function: the .NET runtime could not start in " +
                $"it, as when memory or threads are short, or rebuilding the function and its arguments crashed it. {lastLines}".TrimEnd());
        }

        throw new ProcessCrashedException(name, id, exitStatus, lastLines);
    }

    private static bool IsRuntimeFailure(ExitStatus exitStatus) =>
        exitStatus.Cause is EndCause.Exit or EndCause.IllegalInstruction or EndCause.Trap or EndCause.Abort or EndCause.BusError
            or EndCause.SegmentationFault;
}

using System.Diagnostics;
using System.Reflection;
using Multiprocessing.Platform;

namespace Multiprocessing.Launching;

/// <summary>The spares of this process: started ahead, used once, replaced in the background.</summary>
internal sealed class SpareProcesses
{
    private const int RememberedFunctions = 16;
    private const int FailuresBeforeGivingUp = 3;

    // Long enough for a short function to be over before its replacement competes for a processor.
    private static readonly TimeSpan s_replaceAfter = TimeSpan.FromMilliseconds(5);

    private static readonly TimeSpan s_patienceAtClose = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private readonly List<Spare> _spares = [];
    private readonly List<MethodInfo> _functions = [];
    private readonly List<TaskCompletionSource> _readyWaiters = [];
    private int _count = 1;

    // The spares that were taken for a start that may still be refused: they are not replaced until then.
    private int _onTrial;
    private int _failures;
    private int _generation;
    private bool _refillPlanned;
    private bool _closed;

    internal static SpareProcesses Instance { get; } = new();

    internal int Count
    {
        get => _count;
        set
        {
            List<Spare> surplus;
            lock (_gate)
            {
                _count = value;
                surplus = [.. _spares.Skip(value)];
                _spares.RemoveRange(_spares.Count - surplus.Count, surplus.Count);
                ReleaseWaiters_NeedsLock();
                if (_readyWaiters.Count > 0) PlanRefill_NeedsLock();
            }

            foreach (var spare in surplus) spare.Process?.End(EndRequest.Kill);
        }
    }

    /// <summary>Ends the spares that were started before; if there were any, others are started.</summary>
    internal void Replace()
    {
        List<Spare> old;
        lock (_gate)
        {
            old = [.. _spares];
            _spares.Clear();
            _generation++;
            if (old.Count > 0) PlanRefill_NeedsLock();
        }

        foreach (var spare in old) spare.Process?.End(EndRequest.Kill);
    }

    /// <summary>
    /// Takes a spare, one that is ready before one that still starts; null when there is none. The caller ends this by
    /// <see cref="Return"/>, or by <see cref="UseUp"/>.
    /// </summary>
    internal Spare? TryTake(MethodInfo? function)
    {
        lock (_gate)
        {
            if (function is not null && !_functions.Contains(function) && !function.Module.Assembly.IsDynamic
                && !function.Module.Assembly.IsCollectible)
            {
                if (_functions.Count == RememberedFunctions) _functions.RemoveAt(0);
                _functions.Add(function);
            }

            var spare = _spares.Find(static spare => spare.IsReady) ?? (_spares.Count > 0 ? _spares[0] : null);
            if (spare is null) PlanRefill_NeedsLock();
            else
            {
                _spares.Remove(spare);
                _onTrial++;
            }

            return spare;
        }
    }

    /// <summary>Notes that a spare that was taken is not given back: another one takes its place.</summary>
    internal void UseUp()
    {
        lock (_gate)
        {
            _onTrial--;
            PlanRefill_NeedsLock();
        }
    }

    /// <summary>Takes back a spare that was not used after all.</summary>
    internal void Return(Spare spare)
    {
        lock (_gate)
        {
            _onTrial--;
            if (spare.IsDead) PlanRefill_NeedsLock();
            else if (!_closed && _spares.Count < _count) _spares.Add(spare);
            else spare.Process?.End(EndRequest.Kill);
            ReleaseWaiters_NeedsLock();
        }
    }

    internal Task PrepareAsync()
    {
        lock (_gate)
        {
            if (AreReady_NeedsLock) return Task.CompletedTask;
            _failures = 0;
            var waiter = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _readyWaiters.Add(waiter);
            PlanRefill_NeedsLock();
            return waiter.Task;
        }
    }

    /// <summary>Ends all spares, for good, and waits until they are gone: what they had open is cleared away only then.</summary>
    internal void Close()
    {
        Spare[] spares;
        lock (_gate)
        {
            _closed = true;
            spares = [.. _spares];
            _spares.Clear();
        }

        foreach (var spare in spares) spare.Process?.End(EndRequest.Kill);
        Task.WaitAll([.. spares.Select(static spare => spare.Ended)], s_patienceAtClose);
    }

    internal void OnReady(Spare spare)
    {
        lock (_gate)
        {
            spare.IsReady = true;
            _failures = 0;
            ReleaseWaiters_NeedsLock();
        }
    }

    internal void OnDeath(Spare spare)
    {
        lock (_gate)
        {
            if (!_spares.Remove(spare)) return;
            if (!spare.IsReady) _failures++;
            PlanRefill_NeedsLock();
        }
    }

    private bool HasEnough_NeedsLock => _spares.Count + _onTrial >= _count;

    private bool AreReady_NeedsLock => _spares.Count >= _count && _spares.TrueForAll(static spare => spare.IsReady);

    private void ReleaseWaiters_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (!AreReady_NeedsLock) return;
        foreach (var waiter in _readyWaiters) waiter.TrySetResult();
        _readyWaiters.Clear();
    }

    private void PlanRefill_NeedsLock()
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        if (_closed || _refillPlanned) return;
        if (_failures >= FailuresBeforeGivingUp)
        {
            FailWaiters_NeedsLock(
                new ProcessStartException("Spare processes die before they are ready; children are spawned without them."));
            return;
        }

        _refillPlanned = true;
        _ = Task.Delay(s_replaceAfter).ContinueWith(_ => Refill(), TaskScheduler.Default);
    }

    private void FailWaiters_NeedsLock(Exception failure)
    {
        Debug.Assert(_gate.IsHeldByCurrentThread);
        foreach (var waiter in _readyWaiters) waiter.TrySetException(failure);
        _readyWaiters.Clear();
    }

    // Callers that wait for spares get the exception; nobody else could.
    private void Refill()
    {
        while (true)
        {
            try
            {
                ReadOnlyMemory<byte> warmUp;
                int generation;
                lock (_gate)
                {
                    if (_closed || HasEnough_NeedsLock)
                    {
                        _refillPlanned = false;
                        return;
                    }

                    generation = _generation;
                    warmUp = WarmUp.Write(HostCommand.Instance.Application, _functions);
                }

                var spare = Spare.Start(warmUp);
                lock (_gate)
                {
                    if (_closed || HasEnough_NeedsLock || generation != _generation) spare.Process?.End(EndRequest.Kill);
                    else if (!spare.IsDead) _spares.Add(spare);
                    else if (++_failures >= FailuresBeforeGivingUp)
                    {
                        _refillPlanned = false;
                        PlanRefill_NeedsLock();
                        return;
                    }

                    if (spare.IsReady) OnReady(spare);
                }
            }
            catch (Exception failure)
            {
                // Without spares, children are spawned; a Start that fails for the same reason reports it.
                lock (_gate)
                {
                    _refillPlanned = false;
                    FailWaiters_NeedsLock(failure as ProcessStartException
                        ?? new ProcessStartException($"A spare process could not be started: {failure.Message}", failure));
                }

                return;
            }
        }
    }
}

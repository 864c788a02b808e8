using System.Diagnostics;
using Multiprocessing.Pools.Tasks;
using static Multiprocessing.Pools.Scheduling.PoolInvariant;

namespace Multiprocessing.Pools;

/// <content>Checks what is true whenever the pool's lock is free.</content>
internal sealed partial class WorkerLink
{
    internal void CheckInvariants_NeedsLock(PoolPhase phase)
    {
        Debug.Assert(_poolLock.IsHeldByCurrentThread);
        var (sent, withReader) = (0, 0);
        for (var slot = 0; slot < _sent.Length; slot++)
        {
            if (_sent[slot] is not { } item) continue;
            sent++;
            if (item.HasReader) withReader++;
            Require((item.Number & Mask) == slot && item.Number <= _lastTask && ReferenceEquals(item.Link, this));
            Require(item.State == WorkItemState.Sent || (phase == PoolPhase.Terminated && item.State == WorkItemState.Done));
        }

        Require(sent == _outstanding);
        Require(withReader == _withReader);
        Require(TasksDone + _outstanding <= TasksSent);
        Require(!IsIdle || (Phase == WorkerPhase.Ready && _outstanding == 0 && !IsStalled));
        Require(!IsToStop || Phase is WorkerPhase.Retiring or WorkerPhase.Killed);
        Require(Phase != WorkerPhase.Starting || _outstanding == 0);
    }
}

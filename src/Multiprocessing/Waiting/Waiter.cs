using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Waiting;

/// <summary>Waits for an operation: watches for a while, then sleeps, then looks again.</summary>
internal static class Waiter
{
    /// <summary>Waits, blocking the thread.</summary>
    /// <returns>Whether it succeeded before the time was up.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    /// <exception cref="InvalidDataException">The shared memory is damaged.</exception>
    [MethodImpl(MethodImplOptions.NoInlining)]
    internal static bool Wait<TOperation>(ref TOperation operation, Deadline deadline, CancellationToken cancellationToken)
        where TOperation : IWaitOperation
    {
        if (Spin(ref operation, deadline)) return true;
        if (deadline.IsOver) return GiveUp(ref operation, cancellationToken);
        using var interruption = cancellationToken.CanBeCanceled ? Interruption.Of(cancellationToken) : null;
        while (!operation.TryComplete(parks: true, out var parking))
        {
            if (cancellationToken.IsCancellationRequested || deadline.IsOver) return GiveUp(ref operation, cancellationToken);
            var until = deadline.Within(parking.Slice);
            if (interruption is null) parking.Sleep(until);
            else interruption.Sleep(parking, until);
            SharedDamage.ThrowIfKnown();
        }

        return true;
    }

    /// <summary>Waits without blocking a thread.</summary>
    /// <returns>The operation as it ended, and whether it succeeded before the time was up.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled first.</exception>
    internal static async ValueTask<(TOperation Operation, bool Succeeded)> WaitAsync<TOperation>(TOperation operation, Deadline deadline,
        CancellationToken cancellationToken)
        where TOperation : IWaitOperation
    {
        // A caller that does not wait at all must not announce a sleep, since others would heed it.
        var succeeded = operation.TryComplete(parks: false, out var parking);
        if (!succeeded && !deadline.IsOver)
        {
            while (!(succeeded = operation.TryComplete(parks: true, out parking)) && !cancellationToken.IsCancellationRequested
                && !deadline.IsOver)
            {
                await ParkedTasks.Sleep(parking, deadline.Within(parking.Slice), cancellationToken).ConfigureAwait(false);
                SharedDamage.ThrowIfKnown();
            }
        }

        if (!succeeded) GiveUp(ref operation, cancellationToken);
        return (operation, succeeded);
    }

    private static bool GiveUp<TOperation>(ref TOperation operation, CancellationToken cancellationToken)
        where TOperation : IWaitOperation
    {
        operation.GiveUp();
        cancellationToken.ThrowIfCancellationRequested();
        return false;
    }

    private static bool Spin<TOperation>(ref TOperation operation, Deadline deadline)
        where TOperation : IWaitOperation
    {
        if (operation.TryComplete(parks: false, out var parking)) return true;
        if (deadline.IsOver) return false;
        var spin = operation.Spin;
        var length = spin.Length;
        if (length == 0) return false;
        var began = Stopwatch.GetTimestamp();
        var until = Math.Min(began + length, deadline.At);
        while (SpinBudget.Watch(parking, until))
        {
            if (!operation.TryComplete(parks: false, out parking)) continue;
            spin.Learn(began, succeeded: true);
            return true;
        }

        spin.Learn(began, succeeded: false);
        return false;
    }
}

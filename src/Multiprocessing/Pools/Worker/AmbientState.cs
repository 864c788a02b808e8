namespace Multiprocessing.Pools.Worker;

/// <summary>
/// The state of a worker's thread that functions see besides their arguments: asynchronous locals, and so the cultures and the current
/// span; the synchronization context; the thread's name and priority. A change that one function makes must not reach the next one.
/// </summary>
internal readonly struct AmbientState
{
    private readonly ExecutionContext _context;
    private readonly SynchronizationContext? _synchronization;

    private AmbientState(ExecutionContext context, SynchronizationContext? synchronization) =>
        (_context, _synchronization) = (context, synchronization);

    /// <summary>
    /// Captures the state of this thread. The name and priority are those that <see cref="ThreadTraits.Keep"/> has found.
    /// </summary>
    internal static AmbientState Capture()
    {
        // The context cannot be captured while its flow is suppressed, and the suppression is not to be passed on.
        if (ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();
        return new AmbientState(ExecutionContext.Capture()!, SynchronizationContext.Current);
    }

    /// <summary>Restores the state, on the same thread.</summary>
    internal void Restore()
    {
        if (!ReferenceEquals(ExecutionContext.Capture(), _context)) ExecutionContext.Restore(_context);
        if (!ReferenceEquals(SynchronizationContext.Current, _synchronization))
        {
            SynchronizationContext.SetSynchronizationContext(_synchronization);
        }

        ThreadTraits.Restore();
    }
}

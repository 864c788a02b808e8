namespace Multiprocessing.Pools.Worker;

/// <summary>
/// What a worker's thread brings to the functions that it runs, beside their arguments: asynchronous locals, and so the cultures and the
/// current span; the synchronization context; the thread's name and priority. What one function changes of it must not reach the next one.
/// </summary>
internal readonly struct AmbientState
{
    private readonly ExecutionContext _context;
    private readonly SynchronizationContext? _synchronization;

    private AmbientState(ExecutionContext context, SynchronizationContext? synchronization) =>
        (_context, _synchronization) = (context, synchronization);

    /// <summary>As it is now on this thread. Its name and priority are those that <see cref="ThreadTraits.Keep"/> has found.</summary>
    internal static AmbientState Capture()
    {
        // It is not to be had while its flow is suppressed, and that is nothing to hand on.
        if (ExecutionContext.IsFlowSuppressed()) ExecutionContext.RestoreFlow();
        return new AmbientState(ExecutionContext.Capture()!, SynchronizationContext.Current);
    }

    /// <summary>Makes it so again, on the same thread.</summary>
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

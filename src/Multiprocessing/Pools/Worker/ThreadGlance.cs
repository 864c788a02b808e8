using System.Runtime.CompilerServices;

namespace Multiprocessing.Pools.Worker;

/// <summary>
/// The parts of an <see cref="AmbientState"/>, read from the thread's own fields, to see after each item of a chunk whether anything was
/// changed. An item may take a nanosecond: so four fields are compared, where .NET's methods take ten times as long.
/// </summary>
internal readonly struct ThreadGlance
{
    private readonly Thread _thread;
    private readonly ExecutionContext? _context;
    private readonly SynchronizationContext? _synchronization;
    private readonly string? _name;
    private readonly int _priority;

    private ThreadGlance(Thread thread) =>
        (_thread, _context, _synchronization, _name, _priority) =
            (thread, Context(thread), Synchronization(thread), Name(thread), Priority(thread));

    internal static ThreadGlance Take() => new(Thread.CurrentThread);

    internal bool WasChanged
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => !ReferenceEquals(Context(_thread), _context) || !ReferenceEquals(Synchronization(_thread), _synchronization)
            || !ReferenceEquals(Name(_thread), _name) || Priority(_thread) != _priority;
    }

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_executionContext")]
    private static extern ref ExecutionContext? Context(Thread thread);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_synchronizationContext")]
    private static extern ref SynchronizationContext? Synchronization(Thread thread);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_name")]
    private static extern ref string? Name(Thread thread);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_priority")]
    private static extern ref int Priority(Thread thread);
}

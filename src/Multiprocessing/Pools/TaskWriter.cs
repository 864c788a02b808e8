using Multiprocessing.Launching;
using Multiprocessing.Memory;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools;

/// <summary>
/// Writes functions and arguments for workers, and notes what of the caller stays live in them. One is kept for each thread.
/// </summary>
internal sealed class TaskWriter : LiveObjects
{
    [ThreadStatic]
    private static TaskWriter? t_spare;

    private readonly ObjectWriter _writer;
    private readonly List<Hold> _holds = [];
    private TaskBindings? _bindings;
    private bool _isOfJob;

    private TaskWriter() => _writer = new ObjectWriter(live: this);

    /// <summary>Taken, not lent: a surrogate may give something to a pool in its turn.</summary>
    /// <param name="bindings">What of the caller stays live already; null for nothing.</param>
    internal static TaskWriter Rent(TaskBindings? bindings = null)
    {
        var writer = t_spare ?? new TaskWriter();
        t_spare = null;
        writer._bindings = bindings;
        return writer;
    }

    /// <summary>
    /// To write a part of a job: tokens and progress objects are added to what stays live in the job; what is held is the part's own, and
    /// let go of with it.
    /// </summary>
    internal static TaskWriter RentForPart(TaskBindings bindings)
    {
        var writer = Rent(bindings);
        writer._isOfJob = true;
        return writer;
    }

    /// <summary>The holds on what the part names, which are the caller's from now on; null for none.</summary>
    internal Hold[]? TakeHolds()
    {
        if (_holds.Count == 0) return null;
        Hold[] holds = [.. _holds];
        _holds.Clear();
        return holds;
    }

    /// <summary>Gives it back.</summary>
    /// <returns>What stays live in what was written, and must be kept as long as that; null for nothing.</returns>
    internal TaskBindings? Return()
    {
        var bindings = _bindings;
        (_bindings, _isOfJob) = (null, false);
        // Of what could not be written.
        foreach (var hold in _holds) hold.Dispose();
        _holds.Clear();
        _writer.Clear();
        t_spare = this;
        return bindings;
    }

    /// <summary>Gives it back after a failure.</summary>
    internal void Abandon() => Return()?.Dispose();

    internal void WriteObject<T>(T value, string what)
        where T : class =>
        _writer.WriteGraph(value, typeof(T), what);

    internal void WriteFunction(WorkerFunction function) => WriteObject(function, "function");

    internal void Write<T>(T value, string what = "argument")
    {
        if (typeof(T) == typeof(VoidResult)) return;
        _writer.WriteGraph(ref value, what);
    }

    /// <summary>What was written, until the writer is given back.</summary>
    internal ReadOnlySpan<byte> End()
    {
        _writer.EndMessage();
        return _writer.Written.Span;
    }

    // Kept by this process as long as a worker may still have to read it.
    public override BlockReference Convey(Hold hold)
    {
        if (_isOfJob) _holds.Add(hold.Again());
        else Bindings.Keep(hold.Again());
        return hold.Reference;
    }

    internal override int Find(CancellationToken token) => Bindings.Add(token);

    internal override int Find(object progress, Type reportType) =>
        Bindings.Add((ProgressReceiver)Activator.CreateInstance(typeof(ProgressReceiver<>).MakeGenericType(reportType), progress)!);

    /// <summary>Makes a token the first of the task's: the one that its function is given.</summary>
    internal void BindFirst(CancellationToken token) => Bindings.Add(token);

    private TaskBindings Bindings => _bindings ??= new TaskBindings();
}

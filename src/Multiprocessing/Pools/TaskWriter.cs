using Multiprocessing.Launching;
using Multiprocessing.Memory;
using Multiprocessing.Pools.Functions;
using Multiprocessing.Serialization;

namespace Multiprocessing.Pools;

/// <summary>Writes functions and arguments for workers, and collects their live objects. Each thread keeps one.</summary>
internal sealed class TaskWriter : LiveObjects
{
    [ThreadStatic]
    private static TaskWriter? t_spare;

    private readonly ObjectWriter _writer;
    private readonly List<Hold> _holds = [];
    private TaskBindings? _bindings;
    private bool _isOfJob;

    private TaskWriter() => _writer = new ObjectWriter(live: this);

    /// <summary>
    /// Takes the thread's writer, or makes one: while it is in use, a surrogate may submit something to a pool in its turn.
    /// </summary>
    /// <param name="bindings">The live objects so far; null for none.</param>
    internal static TaskWriter Rent(TaskBindings? bindings = null)
    {
        var writer = t_spare ?? new TaskWriter();
        t_spare = null;
        writer._bindings = bindings;
        return writer;
    }

    /// <summary>
    /// Takes a writer for a task of a job: tokens and progress objects are added to the job's; holds are the task's own, and let go of with
    /// it.
    /// </summary>
    internal static TaskWriter RentForPart(TaskBindings bindings)
    {
        var writer = Rent(bindings);
        writer._isOfJob = true;
        return writer;
    }

    /// <summary>Returns the holds on the blocks that the task names, which belong to the caller from now on; null for none.</summary>
    internal Hold[]? TakeHolds()
    {
        if (_holds.Count == 0) return null;
        Hold[] holds = [.. _holds];
        _holds.Clear();
        return holds;
    }

    /// <summary>Gives the writer back.</summary>
    /// <returns>The live objects of what was written, to be kept as long as that; null for none.</returns>
    internal TaskBindings? Return()
    {
        var bindings = _bindings;
        (_bindings, _isOfJob) = (null, false);
        // Holds for something that could not be written.
        foreach (var hold in _holds) hold.Dispose();
        _holds.Clear();
        _writer.Clear();
        t_spare = this;
        return bindings;
    }

    /// <summary>Gives the writer back after a failure.</summary>
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

    /// <summary>Returns what was written; valid until the writer is given back.</summary>
    internal ReadOnlySpan<byte> End()
    {
        _writer.EndMessage();
        return _writer.Written.Span;
    }

    // This process keeps the hold as long as a worker may still have to read the block.
    public override BlockReference Convey(Hold hold)
    {
        if (_isOfJob) _holds.Add(hold.Again());
        else Bindings.Keep(hold.Again());
        return hold.Reference;
    }

    internal override int Find(CancellationToken token) => Bindings.Add(token);

    internal override int Find(object progress, Type reportType) =>
        Bindings.Add((ProgressReceiver)Activator.CreateInstance(typeof(ProgressReceiver<>).MakeGenericType(reportType), progress)!);

    /// <summary>Makes a token the first one of the task: the one that its function takes.</summary>
    internal void BindFirst(CancellationToken token) => Bindings.Add(token);

    private TaskBindings Bindings => _bindings ??= new TaskBindings();
}

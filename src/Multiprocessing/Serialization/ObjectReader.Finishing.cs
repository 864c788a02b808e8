namespace Multiprocessing.Serialization;

/// <content>
/// Finishing an object once everything that hangs on it has been read: collections are filled, constructors and callbacks run. Whatever an
/// object refers to is finished before it, since a finished object may be asked for its hash code, or compared, by the one that holds it.
/// </content>
internal sealed partial class ObjectReader
{
    /// <summary>
    /// The number of objects that wait for their contents; asked before an object's contents are read, for <see cref="FinishLater"/>.
    /// </summary>
    internal int Waiting => _pending.Count;

    /// <summary>
    /// Finishes an object whose contents have been read, after those of its parts that still wait have been read and finished.
    /// </summary>
    /// <param name="waiting">The value of <see cref="Waiting"/> before the object's contents were read.</param>
    /// <param name="value">The object.</param>
    /// <param name="form">The formatter that finishes the object; null for the object's own callbacks.</param>
    /// <param name="comparer">The object's comparer, if any.</param>
    /// <param name="items">The parts of the object.</param>
    internal void FinishLater(int waiting, object value, Formatter? form, object? comparer = null, object?[]? items = null)
    {
        var finish = new Finish(value, form, comparer, items);
        // Objects that began to wait meanwhile are parts of this one. They are taken from the end, so this one has its turn when they are
        // done.
        if (_pending.Count > waiting) _pending.Insert(waiting, new Pending(finish, null));
        else _finishes.Add(finish);
    }

    private void ReadHooked(object value, TypePlan plan, SerializationHooks hooks)
    {
        var waiting = Waiting;
        hooks.BeforeReading(value);
        ReadParts(value, plan);
        if (hooks.FollowsReading) FinishLater(waiting, value, form: null);
    }

    // In the order of completion. An exception ends the reading, and nothing more is done.
    private void FinishAll()
    {
        for (var index = _finishFloor; index < _finishes.Count; index++) _finishes[index].Run(this);
        while (_finishes.Count > _finishFloor) _finishes.RemoveLast();
    }

    private void TellDeserialized()
    {
        for (var index = 0; index < _deserialized.Count; index++) _deserialized[index].OnDeserialization(null);
        _deserialized.Clear();
    }

    private sealed class Finish(object value, Formatter? form, object? comparer, object?[]? items)
    {
        internal void Run(ObjectReader reader)
        {
            if (form is not null) form.Fill(reader, value, comparer, items!);
            else TypePlan.Of(value.GetType()).Hooks!.AfterReading(value);
        }
    }
}

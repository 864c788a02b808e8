namespace Multiprocessing.Serialization;

/// <content>Refusals of values that cannot cross, which name the place of the value.</content>
internal sealed partial class ObjectWriter
{
    /// <summary>
    /// Makes the exception for the value that is being written, which cannot cross: the object that was met last, or a part of the one
    /// around it.
    /// </summary>
    internal ProcessBoundaryException Refused(Type type, string reason)
    {
        var last = _objects.Count - 1;
        var where = last >= 0 && _objects.Parent(last) == _current && _objects[last].GetType() == type ? last : _current;
        return new ProcessBoundaryException(
            RefusalText.Of(_what, _producer?.Method, PathText.Way(_objects, where), field: null, type, reason));
    }

    /// <summary>Writes one field of an object with all that hangs on it, to see whether it can cross.</summary>
    internal void WriteField(object value, FieldStep step, string what)
    {
        (_what, _current) = (what, NoNumber);
        WriteSteps(ref RawMemory.Of(value), [step]);
        End();
    }

    /// <summary>Writes the name of a type, to see whether a reader can find it.</summary>
    internal void CheckType(Type type)
    {
        (_what, _current) = ("exception", NoNumber);
        if (TypePlan.Of(type) is { Kind: PlanKind.Refused, Refusal: { } reason }) throw Refused(type, reason);
        WriteType(type);
    }

    /// <summary>Notes that what follows hangs on this object, for the text of refusals.</summary>
    /// <returns>The object that it hung on before.</returns>
    internal int Enter(int number)
    {
        var outer = _current;
        _current = number;
        return outer;
    }

    private void CheckFromNetwork(TypePlan plan)
    {
        if (plan.Formatter!.ReasonOverNetwork is { } reason) throw Refused(plan.Type, reason);
    }

    private ProcessBoundaryException RefusedField(FieldStep step) =>
        new(RefusalText.Of(_what, _producer?.Method, PathText.Way(_objects, _current), step, step.Declared!.Type, step.Declared.Refusal!));
}

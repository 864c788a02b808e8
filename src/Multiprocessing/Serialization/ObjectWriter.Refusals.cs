namespace Multiprocessing.Serialization;

/// <content>What cannot cross, named by where it was met.</content>
internal sealed partial class ObjectWriter
{
    /// <summary>The value that is being written cannot cross: the object that was met last, or a part of the one around it.</summary>
    internal ProcessBoundaryException Refused(Type type, string reason)
    {
        var last = _objects.Count - 1;
        var where = last >= 0 && _objects.Parent(last) == _current && _objects[last].GetType() == type ? last : _current;
        return ProcessBoundaryException.Refused(PathText.To(_what, _objects, where), type, reason);
    }

    private void CheckFar(TypePlan plan)
    {
        if (plan.Form!.ReasonAfar is { } reason) throw Refused(plan.Type, reason);
    }

    private ProcessBoundaryException RefusedField(FieldStep step) =>
        ProcessBoundaryException.Refused(PathText.AppendField(PathText.To(_what, _objects, _current), step), step.Declared!.Type, step.Declared.Refusal!);
}

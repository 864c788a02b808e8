namespace Multiprocessing.Serialization;

/// <summary>Keeps the default comparer of a type that same object, since collections look for it.</summary>
internal sealed class DefaultComparerFormatter(object standard) : Formatter
{
    internal override string? ReasonOverNetwork => null;

    internal override bool MakesOtherTypes => true;

    // Another object of the comparer's type behaves the same in all that it does.
    internal static DefaultComparerFormatter? Find(Type type, Type ancestor) =>
        ancestor.GetProperty("Default")!.GetValue(null) is { } standard && standard.GetType() == type
            ? new DefaultComparerFormatter(standard) : null;

    internal override object Read(ObjectReader reader, TypePlan plan) => standard;
}

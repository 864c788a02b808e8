namespace Multiprocessing.Serialization;

/// <summary>The comparer that a type has by default stays that object, since collections look for it.</summary>
internal sealed class DefaultComparerFormatter(object standard) : Formatter
{
    internal override string? ReasonOverNetwork => null;

    internal override bool MakesOtherTypes => true;

    // An object of the same type is equal in all that it does.
    internal static DefaultComparerFormatter? Find(Type type, Type ancestor) =>
        ancestor.GetProperty("Default")!.GetValue(null) is { } standard && standard.GetType() == type
            ? new DefaultComparerFormatter(standard) : null;

    internal override object Read(ObjectReader reader, TypePlan plan) => standard;
}

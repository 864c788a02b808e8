namespace Multiprocessing.Serialization;

/// <summary>The comparer that a type has by default stays that object, since collections look for it.</summary>
internal sealed class DefaultComparerForm(object standard) : Form
{
    internal override string? ReasonAfar => null;

    internal override bool MakesOtherTypes => true;

    // An object of the same type is equal in all that it does.
    internal static DefaultComparerForm? Find(Type type, Type ancestor) =>
        ancestor.GetProperty("Default")!.GetValue(null) is { } standard && standard.GetType() == type ? new DefaultComparerForm(standard) : null;

    internal override object Read(ObjectReader reader, TypePlan plan) => standard;
}

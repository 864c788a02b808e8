namespace Multiprocessing.Serialization;

/// <summary>
/// A rule that holds for every object of a class of .NET, and on which its code relies to come to an end: that a list's nodes lead back to
/// the first, that a tree has no circle. Checked when all that arrived together is complete.
/// </summary>
internal abstract class Invariant
{
    internal abstract Verdict Look(object value, Validation others);
}

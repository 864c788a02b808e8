namespace Multiprocessing.Serialization;

/// <summary>
/// What holds for every object of a class of .NET, and what its code relies on to come to an end: that a list's nodes lead back to the
/// first, that a tree has no circle. Looked at when all that arrived together is complete.
/// </summary>
internal abstract class Invariant
{
    internal abstract Verdict Look(object value, Validation others);
}

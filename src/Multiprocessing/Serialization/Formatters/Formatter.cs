namespace Multiprocessing.Serialization;

/// <summary>
/// How objects of a type are written and read whose fields would not do: because these mean something in one process only, or are more than
/// is needed.
/// </summary>
internal abstract class Formatter
{
    /// <summary>
    /// The class whose fields the formatter handles; the fields that a derived class adds are <see cref="TypePlan.OwnSteps"/>.
    /// </summary>
    internal virtual Type? Ancestor => null;

    /// <summary>Whether contents follow once the object has been made, which may refer back to it.</summary>
    internal virtual bool HasContents => false;

    /// <summary>Whether the object that is made may be of another type than the one that is written.</summary>
    internal virtual bool MakesOtherTypes => false;

    /// <summary>
    /// Why the type cannot cross a network, where a peer of another tree may be; null where it can. The default refuses, so that each
    /// formatter has to allow this explicitly.
    /// </summary>
    internal virtual string? ReasonOverNetwork => "it has a meaning within one tree of processes only";

    /// <summary>The type of the surrogate that is sent; null where the object itself is.</summary>
    internal virtual Type? SurrogateType => null;

    /// <summary>Whether all fields may be in a message, those of <see cref="Ancestor"/> among them.</summary>
    internal virtual bool HasAllFields => false;

    /// <summary>Whether this object is complete as soon as it has been made.</summary>
    internal virtual bool IsWhole(object value) => !HasContents;

    /// <summary>Writes what the reader makes the object from.</summary>
    internal virtual void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
    }

    /// <summary>Makes the object.</summary>
    internal virtual object Read(ObjectReader reader, TypePlan plan) => reader.Allocate(plan);

    internal virtual void WriteContents(ObjectWriter writer, object value, TypePlan plan) => throw new NotSupportedException();

    internal virtual void ReadContents(ObjectReader reader, object value, TypePlan plan) => throw new NotSupportedException();

    /// <summary>Finishes an object for which <see cref="ObjectReader.FinishLater"/> was called: all its parts are complete.</summary>
    internal virtual void Fill(ObjectReader reader, object value, object? comparer, object?[] items) => throw new NotSupportedException();

    /// <summary>Writes a value of a value type.</summary>
    internal virtual void WriteInline(ObjectWriter writer, ref byte value) => throw new NotSupportedException();

    internal virtual void ReadInline(ObjectReader reader, ref byte value) => throw new NotSupportedException();

    /// <summary>
    /// Returns how a refusal names the way from an object to one that hangs on it; null where there is no name that the user knows.
    /// </summary>
    internal virtual string? NameOf(object member, object owner) => null;
}

namespace Multiprocessing.Serialization;

/// <summary>
/// How a type travels whose fields would not do: they mean something in one process only, or would be more than is needed.
/// </summary>
internal abstract class Formatter
{
    /// <summary>
    /// The class whose fields the form takes care of; those that a derived class adds are <see cref="TypePlan.OwnSteps"/>.
    /// </summary>
    internal virtual Type? Ancestor => null;

    /// <summary>Whether more follows once the object has been made: what may refer back to it.</summary>
    internal virtual bool HasContents => false;

    /// <summary>Whether the object that is made may be of another type than the one that is written.</summary>
    internal virtual bool MakesOtherTypes => false;

    /// <summary>
    /// Why it does not travel over a network, where a peer of another tree may be: as long as nobody has thought of it, nothing does. Null
    /// where it may.
    /// </summary>
    internal virtual string? ReasonOverNetwork => "it has a meaning within one tree of processes only";

    /// <summary>The type of what travels in its place; null where it travels itself.</summary>
    internal virtual Type? SurrogateType => null;

    /// <summary>Whether all fields may travel, those of <see cref="Ancestor"/> among them.</summary>
    internal virtual bool HasAllFields => false;

    /// <summary>Whether this object is complete as soon as it has been made.</summary>
    internal virtual bool IsWhole(object value) => !HasContents;

    /// <summary>Writes what the reader makes the object of.</summary>
    internal virtual void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
    }

    /// <summary>Makes the object.</summary>
    internal virtual object Read(ObjectReader reader, TypePlan plan) => reader.Allocate(plan);

    internal virtual void WriteContents(ObjectWriter writer, object value, TypePlan plan) => throw new NotSupportedException();

    internal virtual void ReadContents(ObjectReader reader, object value, TypePlan plan) => throw new NotSupportedException();

    /// <summary>
    /// Finishes an object for which <see cref="ObjectReader.FinishLater"/> was called: all that it is made of is complete.
    /// </summary>
    internal virtual void Fill(ObjectReader reader, object value, object? comparer, object?[] items) => throw new NotSupportedException();

    /// <summary>Writes a value of a value type.</summary>
    internal virtual void WriteInline(ObjectWriter writer, ref byte value) => throw new NotSupportedException();

    internal virtual void ReadInline(ObjectReader reader, ref byte value) => throw new NotSupportedException();

    /// <summary>
    /// How a refusal names the way from an object to one that hangs on it; null where there is nothing that its user knows.
    /// </summary>
    internal virtual string? NameOf(object member, object owner) => null;
}

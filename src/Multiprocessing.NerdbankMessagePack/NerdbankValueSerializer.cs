using System.Buffers;
using Nerdbank.MessagePack;
using PolyType;

namespace Multiprocessing;

/// <summary>
/// Turns arguments and results into MessagePack by code that is generated when the program is compiled, and so works where NativeAOT leaves
/// no reflection. The types that travel are named in a witness class. Thread-safe.
/// </summary>
/// <example>
/// <code>
/// [GenerateShapeFor&lt;Order&gt;]
/// [GenerateShapeFor&lt;decimal&gt;]
/// partial class Witness;
///
/// ProcessOptions.DefaultSerializer = new NerdbankValueSerializer(static () => Witness.GeneratedTypeShapeProvider);
/// </code>
/// </example>
public sealed class NerdbankValueSerializer : ValueSerializer
{
    private static readonly MessagePackSerializer s_default = new() { PreserveReferences = ReferencePreservationMode.AllowCycles };

    // Functions, because this object travels to children: a function can cross, while its result is made anew on the other side.
    private readonly Func<ITypeShapeProvider> _findShapes;
    private readonly Func<MessagePackSerializer>? _createSerializer;

    [NonSerialized]
    private ITypeShapeProvider? _shapes;

    [NonSerialized]
    private MessagePackSerializer? _serializer;

    /// <summary>Creates a serializer for the types that have a shape.</summary>
    /// <param name="shapes">Returns the shapes: <c>static () => Witness.GeneratedTypeShapeProvider</c>, where the class <c>Witness</c>
    /// names the types. Called in each process.</param>
    /// <param name="serializer">Makes the serializer, with settings and converters of its own. Called in each process. Null for one that
    /// keeps shared references and cycles.</param>
    public NerdbankValueSerializer(Func<ITypeShapeProvider> shapes, Func<MessagePackSerializer>? serializer = null)
    {
        ArgumentNullException.ThrowIfNull(shapes);
        (_findShapes, _createSerializer) = (shapes, serializer);
    }

    private ITypeShapeProvider Shapes => _shapes ??= _findShapes();

    // Two threads may make one each; one of them stays, and its converters with it.
    private MessagePackSerializer Serializer =>
        _serializer ?? (_createSerializer is null ? s_default : Interlocked.CompareExchange(ref _serializer, _createSerializer(), null)
            ?? _serializer!);

    /// <inheritdoc/>
    public override void Serialize(IBufferWriter<byte> destination, object? value, Type type)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var shape = Shape(type);
        if (value is not null && value.GetType() != type) CheckDerived(value, shape);
        try
        {
            Serializer.SerializeObject(destination, value, shape);
        }
        catch (MessagePackSerializationException exception)
        {
            throw new ProcessBoundaryException($"The value is a {type}, which MessagePack does not take: {Innermost(exception)}",
                exception);
        }
    }

    /// <inheritdoc/>
    public override object? Deserialize(ReadOnlyMemory<byte> source, Type type)
    {
        try
        {
            return Serializer.DeserializeObject(source, Shape(type));
        }
        catch (MessagePackSerializationException exception)
        {
            throw new InvalidDataException($"The bytes are no {type} in MessagePack: {Innermost(exception)}", exception);
        }
    }

    private ITypeShape Shape(Type type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Shapes.GetTypeShape(type) ?? throw new ProcessBoundaryException($"{type} has no shape, which MessagePack needs; add " +
            "[GenerateShapeFor<...>] of it to the witness class that NerdbankValueSerializer was given.");
    }

    // Members that a derived class adds would be dropped silently. A union names its derived types; a collection is its elements, whatever
    // class holds them.
    private void CheckDerived(object value, ITypeShape shape)
    {
        if (shape.Kind != TypeShapeKind.Object || Serializer.DerivedTypeUnions.Any(union => union.BaseType == shape.Type)) return;
        throw new ProcessBoundaryException($"The value is a {value.GetType()} where a {shape.Type} is declared, and MessagePack would " +
            "drop what it adds; name it at the declared type with [DerivedTypeShape(typeof(...))], or declare the derived type.");
    }

    // The outer messages tell which converters were at work; the innermost tells the cause.
    private static string Innermost(Exception exception) => exception.GetBaseException().Message;
}

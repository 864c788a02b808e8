namespace Multiprocessing.Serialization;

/// <summary>Formats a progress object that stays live: reports on the other side reach this one.</summary>
internal abstract class LiveProgressFormatter : Formatter
{
    internal override bool MakesOtherTypes => true;

    internal static bool IsInterface(Type type) => type.IsConstructedGenericType && type.GetGenericTypeDefinition() == typeof(IProgress<>);

    /// <summary>Returns the type that names such an object in a message; null if values of this type are no progress objects.</summary>
    internal static Type? MarkerFor(Type type) =>
        type.GetGenericTypeDefinition() is var definition && (definition == typeof(IProgress<>) || definition == typeof(Progress<>))
            ? typeof(LiveProgress<>).MakeGenericType(type.GetGenericArguments())
            : null;
}

/// <inheritdoc/>
internal sealed class LiveProgressFormatter<T> : LiveProgressFormatter
{
    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan) =>
        writer.WriteCount(writer.Live!.Find(value, typeof(T)));

    internal override object Read(ObjectReader reader, TypePlan plan) =>
        (reader.Live ?? throw ObjectReader.Corrupt()).Progress(reader.ReadCount(), typeof(T));
}

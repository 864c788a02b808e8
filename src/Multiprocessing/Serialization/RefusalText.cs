using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Describes a refused value: the way to it, or to an object on the way that its user knows, why, and what to do instead. Runs only when
/// something is refused.
/// </summary>
internal static class RefusalText
{
    /// <param name="what">The beginning of the way, as in <c>argument 'order'</c>.</param>
    /// <param name="producer">The function that returned the value; null for any other value.</param>
    /// <param name="way">The objects from there to the refused one, or to the one that holds the refused value.</param>
    /// <param name="field">The refused field of the last object; null for the object itself.</param>
    /// <param name="type">The type of the refused value.</param>
    /// <param name="reason">Why, and what to do instead.</param>
    internal static string Of(string what, MethodInfo? producer, object[] way, FieldStep? field, Type type, string reason)
    {
        var end = WellKnownServices.FirstOf(way, out var service);
        // A value that is refused for a reason of its own is not explained by the service that it also is.
        if (field is null && end == way.Length - 1 && way.Length > 0 && Refusals.Reason(type) is not null) service = null;
        var shown = service is null ? way : way[..(end + 1)];
        var path = PathText.To(what, shown);
        if (service is null && field is { } step) path = PathText.AppendField(path, step);
        var name = service is null ? TypeName.Full(type) : $"{TypeName.Full(way[end].GetType())}, {service.Name}";
        var of = producer is null ? "" : $" of {FunctionName.Of(producer)}";
        return $"The {path}{of} is a {name}, which cannot cross a process border: {service?.Advice ?? reason}.{CaptureText.Of(way, field)}";
    }
}

using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Says what cannot cross: the way to it, or to what on the way its user knows, why, and what to do instead. Made only when something is
/// refused.
/// </summary>
internal static class RefusalText
{
    /// <param name="what">What the way begins with, as in <c>argument 'order'</c>.</param>
    /// <param name="producer">The function whose result it is; null for anything else.</param>
    /// <param name="way">The objects from there to the one that is refused, or that holds it.</param>
    /// <param name="field">The field of the last one that is refused; null for the object itself.</param>
    /// <param name="type">The type of what is refused.</param>
    /// <param name="reason">Why, and what to do instead.</param>
    internal static string Of(string what, MethodInfo? producer, object[] way, FieldStep? field, Type type, string reason)
    {
        var end = WellKnownServices.FirstOf(way, out var service);
        // What is refused for a reason of its own is not explained by what it is besides.
        if (field is null && end == way.Length - 1 && way.Length > 0 && Refusals.Reason(type) is not null) service = null;
        var shown = service is null ? way : way[..(end + 1)];
        var path = PathText.To(what, shown);
        if (service is null && field is { } step) path = PathText.AppendField(path, step);
        var name = service is null ? TypeName.Full(type) : $"{TypeName.Full(way[end].GetType())}, {service.Name}";
        var of = producer is null ? "" : $" of {FunctionName.Of(producer)}";
        return $"The {path}{of} is a {name}, which cannot cross a process border: {service?.Advice ?? reason}.{CaptureText.Of(way, field)}";
    }
}

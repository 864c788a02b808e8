using System.Globalization;
using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>A culture by its name, and what its owner has changed in it.</summary>
internal sealed class CultureState
{
    private string _name = "";
    private bool _usesUserOverride;
    private KeyValuePair<string, object?>[]? _numbers;
    private KeyValuePair<string, object?>[]? _dates;

    internal static CultureState Of(CultureInfo culture) => new()
    {
        _name = culture.Name,
        _usesUserOverride = culture.UseUserOverride,
        // Only a copy can have been changed; those that everybody shares are read-only.
        _numbers = culture.IsReadOnly ? null : Settings(culture.NumberFormat),
        _dates = culture.IsReadOnly ? null : Settings(culture.DateTimeFormat),
    };

    internal CultureInfo Make()
    {
        if (_numbers is null || _dates is null) return CultureInfo.GetCultureInfo(_name);
        var culture = new CultureInfo(_name, _usesUserOverride);
        Apply(_numbers, culture.NumberFormat);
        Apply(_dates, culture.DateTimeFormat);
        return culture;
    }

    private static KeyValuePair<string, object?>[] Settings(object format) =>
        [.. Settable(format.GetType()).Select(property => KeyValuePair.Create(property.Name, property.GetValue(format)))];

    private static void Apply(KeyValuePair<string, object?>[] settings, object format)
    {
        foreach (var (name, value) in settings)
        {
            var property = format.GetType().GetProperty(name)!;
            if (!Equals(property.GetValue(format), value)) property.SetValue(format, value);
        }
    }

    // A calendar belongs to its culture.
    private static IEnumerable<PropertyInfo> Settable(Type format) =>
        format.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(static property => property is { CanRead: true, CanWrite: true, Name: not nameof(DateTimeFormatInfo.Calendar) });
}

using System.Globalization;
using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>A culture by its name, and the properties that its owner has changed.</summary>
internal sealed class CultureState
{
    private string _name = "";
    private bool _usesUserOverride;
    private KeyValuePair<string, object?>[]? _numbers;
    private KeyValuePair<string, object?>[]? _dates;
    private Calendar? _calendar;
    private string? _listSeparator;
    private bool _isReadOnly;

    internal static CultureState Of(CultureInfo culture)
    {
        var state = new CultureState { _name = culture.Name, _usesUserOverride = culture.UseUserOverride };
        // The cultures that .NET shares are fully told by their name; any other one may have been changed, even if it is read-only now.
        if (ReferenceEquals(culture, CultureInfo.InvariantCulture) || ReferenceEquals(culture, CultureInfo.GetCultureInfo(culture.Name)))
        {
            return state;
        }

        state._numbers = Settings(culture.NumberFormat);
        state._dates = Settings(culture.DateTimeFormat);
        state._calendar = culture.DateTimeFormat.Calendar;
        state._listSeparator = culture.TextInfo.ListSeparator;
        state._isReadOnly = culture.IsReadOnly;
        return state;
    }

    internal CultureInfo Make()
    {
        if (_numbers is null || _dates is null) return CultureInfo.GetCultureInfo(_name);
        var culture = new CultureInfo(_name, _usesUserOverride);
        Apply(_numbers, culture.NumberFormat);
        // The calendar is set first, since it brings its own patterns.
        if (_calendar is not null && !IsSame(_calendar, culture.DateTimeFormat.Calendar)) culture.DateTimeFormat.Calendar = _calendar;
        Apply(_dates, culture.DateTimeFormat);
        if (_listSeparator is not null && culture.TextInfo.ListSeparator != _listSeparator) culture.TextInfo.ListSeparator = _listSeparator;
        return _isReadOnly ? CultureInfo.ReadOnly(culture) : culture;
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

    private static bool IsSame(Calendar one, Calendar other) =>
        one.GetType() == other.GetType() && one.TwoDigitYearMax == other.TwoDigitYearMax
            && (one as GregorianCalendar)?.CalendarType == (other as GregorianCalendar)?.CalendarType;

    // All but the calendar, which is set before them.
    private static IEnumerable<PropertyInfo> Settable(Type format) =>
        format.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(static property =>
            property is { CanRead: true, CanWrite: true, Name: not nameof(DateTimeFormatInfo.Calendar) });
}

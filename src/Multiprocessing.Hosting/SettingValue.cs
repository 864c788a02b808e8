using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Multiprocessing.Hosting;

/// <summary>The value of one setting.</summary>
internal static class SettingValue
{
    /// <summary>Reads the setting; null where the value is empty.</summary>
    internal static T? Read<T>(IConfigurationSection setting)
        where T : struct, IParsable<T> =>
        string.IsNullOrEmpty(setting.Value) ? null : Require<T>(setting);

    internal static T Require<T>(IConfigurationSection setting)
        where T : struct, IParsable<T> =>
        T.TryParse(setting.Value, CultureInfo.InvariantCulture, out var value) ? value
            : throw new InvalidOperationException($"'{setting.Path}' is '{setting.Value}', which is no {typeof(T).Name}.");
}

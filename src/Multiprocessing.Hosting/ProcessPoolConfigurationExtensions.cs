using Microsoft.Extensions.Configuration;
using Multiprocessing.Hosting;

namespace Multiprocessing;

/// <summary>Reads the options of a pool from a configuration. Thread-safe.</summary>
public static class ProcessPoolConfigurationExtensions
{
    /// <summary>
    /// Lets a configuration override these options: the settings of its section replace options of the same names. Times are written like
    /// <c>00:00:30</c>; an empty value means null where null is allowed. An unknown setting is refused, since it is most likely a misspelt
    /// one.
    /// </summary>
    /// <param name="options">The options for what the section does not set, and for what no configuration can say: the initializer, and how
    /// workers are started.</param>
    /// <param name="section">The section, as in <c>configuration.GetSection("Pool")</c>. It is read once, by this call.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="InvalidOperationException">A setting is unknown, or its value is not allowed; the message names the setting by its
    /// path.</exception>
    public static ProcessPoolOptions WithConfiguration(this ProcessPoolOptions options, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(section);
        PoolSettings.Apply(options, section);
        return options;
    }
}

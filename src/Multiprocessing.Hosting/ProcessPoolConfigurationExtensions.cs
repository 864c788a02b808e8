using Microsoft.Extensions.Configuration;
using Multiprocessing.Hosting;

namespace Multiprocessing;

/// <summary>Takes the options of a pool from a configuration. Thread-safe.</summary>
public static class ProcessPoolConfigurationExtensions
{
    /// <summary>
    /// Options that a configuration has the last word on: the settings of its section replace those of these options, of the same names. Times are written like <c>00:00:30</c>, and what may be null is null where the value is empty.
    /// A setting that is not known is refused, since it is most likely a known one that was misspelt.
    /// </summary>
    /// <param name="options">The options for what the section does not name, and for what no configuration can say: the initializer, and how workers are started.</param>
    /// <param name="section">The section, as in <c>configuration.GetSection("Pool")</c>. It is read once, now.</param>
    /// <returns>New options.</returns>
    /// <exception cref="InvalidOperationException">A setting is not known, or its value cannot be; the message names it by its path.</exception>
    public static ProcessPoolOptions WithConfiguration(this ProcessPoolOptions options, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(section);
        return PoolSettings.Apply(options, section);
    }
}

using Microsoft.Extensions.Configuration;
using Multiprocessing.Hosting;

namespace Multiprocessing;

/// <summary>Takes the options of a pool from a configuration. Thread-safe.</summary>
public static class ProcessPoolConfigurationExtensions
{
    /// <summary>
    /// Has a configuration the last word on these options: the settings of its section replace theirs, of the same names. Times are written
    /// like <c>00:00:30</c>, and what may be null is null where the value is empty. A setting that is not known is refused, since it is
    /// most likely a known one that was misspelt.
    /// </summary>
    /// <param name="options">The options for what the section does not name, and for what no configuration can say: the initializer, and
    /// how workers are started.</param>
    /// <param name="section">The section, as in <c>configuration.GetSection("Pool")</c>. It is read once, now.</param>
    /// <returns>The same options.</returns>
    /// <exception cref="InvalidOperationException">A setting is not known, or its value cannot be; the message names it by its
    /// path.</exception>
    public static ProcessPoolOptions WithConfiguration(this ProcessPoolOptions options, IConfiguration section)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(section);
        PoolSettings.Apply(options, section);
        return options;
    }
}

using System.Globalization;
using Multiprocessing.Platform;

namespace Multiprocessing;

/// <summary>
/// The cultures that a fresh runtime finds in the environment by itself. A child is not told these, since loading culture data costs
/// milliseconds.
/// </summary>
internal static class StartCultures
{
    private const string Unknown = "?";
    private static readonly string[] s_variables = ["LC_ALL", "LC_MESSAGES", "LANG"];
    private static readonly Lazy<string?[]> s_startValues = new(ReadStartValues);
    private static readonly Lazy<(string Culture, string UICulture)> s_found = new(Find);

    /// <summary>Returns the names that a child must be told; null where the child finds the culture by itself.</summary>
    internal static (string? Culture, string? UICulture) ToTell(ProcessOptions options, Dictionary<string, string> environment)
    {
        var culture = (options.Culture ?? CultureInfo.CurrentCulture).Name;
        var uiCulture = (options.UICulture ?? options.Culture ?? CultureInfo.CurrentUICulture).Name;
        for (var index = 0; index < s_variables.Length; index++)
        {
            if (environment.GetValueOrDefault(s_variables[index]) != s_startValues.Value[index]) return (culture, uiCulture);
        }

        var found = s_found.Value;
        return (culture == found.Culture ? null : culture, uiCulture == found.UICulture ? null : uiCulture);
    }

    // Reads what the runtime found at the start; the program may have set something else since.
    private static string?[] ReadStartValues()
    {
        // Where the values at the start are not known, cultures are always sent.
        if (NativeEnvironment.ReadAtStart() is not { } entries) return [Unknown, Unknown, Unknown];
        return [.. s_variables.Select(name =>
            entries.FirstOrDefault(entry => entry.StartsWith(name + "=", StringComparison.Ordinal))?[(name.Length + 1)..])];
    }

    // A new thread has the culture that the runtime found in the environment, unless the program has set a default.
    private static (string Culture, string UICulture) Find()
    {
        if (CultureInfo.DefaultThreadCurrentCulture is not null || CultureInfo.DefaultThreadCurrentUICulture is not null)
        {
            return (Unknown, Unknown);
        }

        var found = (Unknown, Unknown);
        var thread = new Thread(() => found = (CultureInfo.CurrentCulture.Name, CultureInfo.CurrentUICulture.Name));
        try
        {
            thread.UnsafeStart();
            thread.Join();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // Without a thread to ask, cultures are always sent.
        }

        return found;
    }
}

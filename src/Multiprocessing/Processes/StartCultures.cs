using System.Globalization;

namespace Multiprocessing;

/// <summary>
/// The cultures that a fresh runtime finds in the environment by itself. A child is not told these: loading culture data costs milliseconds.
/// </summary>
internal static class StartCultures
{
    private const string Unknown = "?";
    private static readonly Lazy<(string Culture, string UICulture)> s_found = new(Find);

    /// <summary>The names that a child must be told; empty where it finds the culture by itself.</summary>
    internal static (string Culture, string UICulture) ToTell(ProcessOptions options)
    {
        var culture = (options.Culture ?? CultureInfo.CurrentCulture).Name;
        var uiCulture = (options.UICulture ?? CultureInfo.CurrentUICulture).Name;
        var found = s_found.Value;
        return (culture == found.Culture ? "" : culture, uiCulture == found.UICulture ? "" : uiCulture);
    }

    // A new thread has the culture that the runtime found in the environment, unless the program has set a default.
    private static (string Culture, string UICulture) Find()
    {
        if (CultureInfo.DefaultThreadCurrentCulture is not null || CultureInfo.DefaultThreadCurrentUICulture is not null) return (Unknown, Unknown);
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

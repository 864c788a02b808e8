using System.Reflection.Metadata;
using Multiprocessing.Launching;

[assembly: MetadataUpdateHandler(typeof(HotReload))]

namespace Multiprocessing.Launching;

/// <summary>
/// Notices code that was changed while the program runs (hot reload). Children load their code from files, where it is as it was built; the
/// runtime does not pass changes on.
/// </summary>
internal static class HotReload
{
    private static bool s_hasChanged;
    private static int s_wasTold;

    /// <summary>Says once, to a developer who has changed code and starts children, that children do not run the changes.</summary>
    internal static void TellOnce()
    {
        if (!s_hasChanged || Interlocked.Exchange(ref s_wasTold, 1) != 0) return;
        Console.Error.WriteLine("Multiprocessing: this program's code was changed by hot reload; child processes run it as it was " +
            "built. Restart the program to have the changes there too.");
    }

    /// <summary>Called by the runtime's tools after each change; they know this method by its name.</summary>
    internal static void UpdateApplication(Type[]? updatedTypes) => s_hasChanged = true;
}

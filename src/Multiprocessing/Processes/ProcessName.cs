namespace Multiprocessing;

/// <summary>
/// Tells which names a process may have. A class of its own, apart from <see cref="ProcessOptions"/>, which would make every child load
/// what options are made of.
/// </summary>
internal static class ProcessName
{
    /// <exception cref="ArgumentException">The name is empty or holds a zero character.</exception>
    internal static void Check(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains('\0', StringComparison.Ordinal))
        {
            throw new ArgumentException("A process's name must not hold a zero character.", nameof(name));
        }
    }
}

namespace Multiprocessing.Platform;

/// <summary>The environment variables of this process as native code has them, of which .NET has a copy.</summary>
internal static class NativeEnvironment
{
    private const string AtStart = "/proc/self/environ";

    /// <summary>Sets a variable, or removes it.</summary>
    internal static void Set(string name, string? value)
    {
        if (value is null) _ = Libc.UnsetEnvironment(name);
        else _ = Libc.SetEnvironment(name, value, 1);
    }

    /// <summary>
    /// The variables with which this process has begun, as <c>NAME=value</c>; null where the system does not tell, as in a process that has
    /// changed its user.
    /// </summary>
    internal static string[]? ReadAtStart()
    {
        try
        {
            return File.ReadAllText(AtStart).Split('\0');
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}

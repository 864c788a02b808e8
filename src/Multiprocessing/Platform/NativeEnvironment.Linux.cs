namespace Multiprocessing.Platform;

/// <content>The C library's environment.</content>
internal static partial class NativeEnvironment
{
    private const string AtStart = "/proc/self/environ";

    internal static partial void Set(string name, string? value)
    {
        if (value is null) _ = Libc.UnsetEnvironment(name);
        else _ = Libc.SetEnvironment(name, value, 1);
    }

    internal static partial string[]? ReadAtStart()
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

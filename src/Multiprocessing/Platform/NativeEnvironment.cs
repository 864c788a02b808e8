namespace Multiprocessing.Platform;

/// <summary>The environment variables of this process as native code sees them; .NET has a copy of its own.</summary>
internal static partial class NativeEnvironment
{
    /// <summary>Sets a variable, or removes it where the value is null.</summary>
    internal static partial void Set(string name, string? value);

    /// <summary>
    /// Reads the variables with which this process has begun, as <c>NAME=value</c>; null where the system does not tell, as in a process
    /// that has changed its user.
    /// </summary>
    internal static partial string[]? ReadAtStart();
}

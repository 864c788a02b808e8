namespace System;

/// <summary>A declaration only.</summary>
public static class Environment
{
    /// <summary>What <c>GetCommandLineArgs</c> gives copies of.</summary>
    public static string[]? s_commandLineArgs;
}

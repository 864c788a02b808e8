namespace System;

/// <summary>Declares a field of the runtime; the declaration is only compiled against.</summary>
public static class Environment
{
    /// <summary>The array of which <c>GetCommandLineArgs</c> returns copies.</summary>
    public static string[]? s_commandLineArgs;
}

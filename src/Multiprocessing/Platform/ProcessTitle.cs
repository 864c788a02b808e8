namespace Multiprocessing.Platform;

/// <summary>
/// The name and command of this process, as <c>ps</c>, <c>top</c> and <c>htop</c> show them; the command begins with the name.
/// </summary>
internal static partial class ProcessTitle
{
    /// <summary>Gives this process a name. Called by the main thread, whose name is the process's.</summary>
    internal static partial void Become(string name);

    /// <summary>
    /// Finds where this process's command lies, so that the title at its beginning can be replaced. Called in a spare, which gets its name
    /// long after its start.
    /// </summary>
    internal static partial void PrepareReplacement();
}

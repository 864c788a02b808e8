namespace Multiprocessing.Platform;

/// <summary>
/// What <c>ps</c>, <c>top</c> and <c>htop</c> show of this process: its name, and its command, which begins with the name.
/// </summary>
internal static partial class ProcessTitle
{
    /// <summary>Gives this process a name. Called by its main thread, whose name is the process's.</summary>
    internal static partial void Become(string name);

    /// <summary>
    /// For a spare, which gets its name long after its start: finds where its command lies, so that the title at its beginning can be
    /// replaced.
    /// </summary>
    internal static partial void PrepareReplacement();
}

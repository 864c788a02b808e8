namespace Multiprocessing.Platform;

/// <summary>
/// The child's end of a pipe that only its parent holds open. When the parent is gone, however it died, the kernel itself kills the child.
/// None of our threads has to run for that, so it works while the child spins, blocks in native code or collects garbage.
/// </summary>
internal static partial class Lifeline
{
    /// <summary>Ties this process's life to its parent's.</summary>
    internal static partial void Arm();

    /// <summary>
    /// Waits until the parent is gone; false when the parent is still there after the time given (in milliseconds, -1 for ever).
    /// </summary>
    internal static partial bool WaitForEnd(int milliseconds);
}

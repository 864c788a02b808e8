namespace Multiprocessing.Tests;

/// <summary>Receives reports where they arrive; <see cref="Progress{T}"/> would post them elsewhere.</summary>
internal sealed class Receiver<T>(Action<T> receive) : IProgress<T>
{
    public void Report(T value) => receive(value);
}

internal static class Receiver
{
    /// <summary>
    /// As the interface: what is captured under its own type is copied as any object is, and reports where it was copied to.
    /// </summary>
    internal static IProgress<T> Of<T>(Action<T> receive) => new Receiver<T>(receive);
}

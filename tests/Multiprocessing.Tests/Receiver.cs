namespace Multiprocessing.Tests;

/// <summary>Receives reports where they arrive; <see cref="Progress{T}"/> would post them elsewhere.</summary>
internal sealed class Receiver<T>(Action<T> receive) : IProgress<T>
{
    public void Report(T value) => receive(value);
}

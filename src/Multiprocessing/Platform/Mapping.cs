namespace Multiprocessing.Platform;

/// <summary>A file in memory as this process has it mapped, until the mapping is disposed of or nothing refers to it.</summary>
internal sealed unsafe partial class Mapping : IDisposable
{
    internal partial byte* Start { get; }

    /// <exception cref="InsufficientMemoryException">The process has no room for the mapping.</exception>
    internal static partial Mapping Of(OsHandle file, long length);

    ~Mapping() => Unmap();

    public void Dispose()
    {
        Unmap();
        GC.SuppressFinalize(this);
    }

    private partial void Unmap();
}

namespace Multiprocessing.Tests;

/// <summary>A folder of one test, gone with it.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    internal string Path { get; } = Directory.CreateTempSubdirectory("multiprocessing-test-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

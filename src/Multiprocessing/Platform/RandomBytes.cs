namespace Multiprocessing.Platform;

/// <summary>
/// Random bytes from the system's kernel. .NET's own way would load a library for encryption, at the first start of a child.
/// </summary>
internal static partial class RandomBytes
{
    /// <summary>Fills memory with random bytes that nobody can guess.</summary>
    /// <param name="bytes">At most 256.</param>
    /// <exception cref="SystemCallException">The system gives no random bytes.</exception>
    internal static partial void Fill(Span<byte> bytes);
}

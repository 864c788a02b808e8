namespace Multiprocessing;

/// <summary>
/// Implemented by a type that travels between processes as something else, because its fields would not do: a handle, a cache, a singleton.
/// Python's <c>__reduce__</c>. For a type of somebody else, see <see cref="ValueSerializer.RegisterSurrogate"/>. Both members must be
/// thread-safe.
/// </summary>
/// <typeparam name="TSelf">The type itself. For a value of a derived type this type's surrogate is used, and an object of this type
/// arrives.</typeparam>
/// <typeparam name="TSurrogate">What travels in its place; anything that can cross a process border, but nothing that refers back to the
/// object.</typeparam>
/// <remarks>
/// Both members run on the thread that sends or receives. An exception that they throw reaches whoever sends or receives.
/// </remarks>
public interface ISurrogateSerializable<TSelf, TSurrogate>
    where TSelf : ISurrogateSerializable<TSelf, TSurrogate>
{
    /// <summary>Called in the sending process.</summary>
    /// <returns>What travels in place of this object.</returns>
    TSurrogate ToSurrogate();

    /// <summary>Called in the receiving process.</summary>
    /// <param name="surrogate">A copy of what <see cref="ToSurrogate"/> returned, complete with everything that hangs on it.</param>
    /// <returns>The object that its receiver gets; not null.</returns>
    static abstract TSelf FromSurrogate(TSurrogate surrogate);
}

namespace Multiprocessing;

/// <summary>
/// Implemented by a type that is sent between processes as something else, because its fields would not do: a handle, a cache, a singleton.
/// (Python: <c>__reduce__</c>.) For a type of another author, see <see cref="ValueSerializer.RegisterSurrogate"/>. Both members must be
/// thread-safe.
/// </summary>
/// <typeparam name="TSelf">The type itself. For a value of a derived type this type's surrogate is used, and an object of this type
/// arrives.</typeparam>
/// <typeparam name="TSurrogate">The type that is sent in its place; anything that can cross a process border, but nothing that refers back
/// to the object.</typeparam>
/// <remarks>
/// Both members run on the thread that sends or receives. An exception that they throw reaches the caller that sends or receives.
/// </remarks>
public interface ISurrogateSerializable<TSelf, TSurrogate>
    where TSelf : ISurrogateSerializable<TSelf, TSurrogate>
{
    /// <summary>Called in the sending process.</summary>
    /// <returns>The value that is sent in place of this object.</returns>
    TSurrogate ToSurrogate();

    /// <summary>Called in the receiving process.</summary>
    /// <param name="surrogate">A copy of what <see cref="ToSurrogate"/> returned, complete with everything that hangs on it.</param>
    /// <returns>The object that its receiver gets; not null.</returns>
    static abstract TSelf FromSurrogate(TSurrogate surrogate);
}

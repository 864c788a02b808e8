namespace Multiprocessing;

/// <summary>
/// Implemented by a class that wants to prepare for a journey between processes, or to recover from one, as Python's <c>__getstate__</c> and
/// <c>__setstate__</c> do. A field that must not travel is marked <see cref="NonSerializedAttribute"/> and arrives as its default.
/// The members are called for one object at a time, by one thread; they need not be thread-safe unless the object is sent by several.
/// </summary>
/// <remarks>Not called for value types. An exception that a member throws reaches whoever sends or receives.</remarks>
public interface ISerializationCallbacks
{
    /// <summary>Called in the sending process, on the sending thread, just before the object's fields are read.</summary>
    void OnSending()
    {
    }

    /// <summary>Called in the receiving process, on the receiving thread, when all objects that arrived together are complete; those that were met last come first.</summary>
    void OnReceived()
    {
    }
}

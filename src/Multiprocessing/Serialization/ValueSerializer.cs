using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing;

/// <summary>
/// Turns values into bytes and back, as pickling does in Python. The serializer that the library uses, <see cref="Default"/>, takes
/// whatever can cross a process border without attributes; derive from this class to plug in another one, in
/// <see cref="ProcessOptions.DefaultSerializer"/> or <see cref="ProcessOptions.Serializer"/>. Thread-safe, and so must derived classes be.
/// </summary>
public abstract class ValueSerializer
{
    /// <summary>
    /// The library's own serializer: fast between processes of one build, and for no other purpose. Its bytes are no file format: only the
    /// same build of the same program can read them, and they must come from a trusted source. In a program that is compiled ahead of time
    /// (NativeAOT) it refuses every value: by <see cref="ProcessBoundaryException"/> when it writes, by
    /// <see cref="PlatformNotSupportedException"/> when it reads.
    /// </summary>
    public static ValueSerializer Default
    {
        [RequiresDynamicCode(AheadOfTime.NoFields)]
        get => BuildSerializer.Instance;
    }

    /// <summary>Writes a value.</summary>
    /// <param name="destination">The buffer for the bytes; where the value is refused, a part of it may have been written already.</param>
    /// <param name="value">The value; may be null.</param>
    /// <param name="type">The type that the reader asks for; the value may be of a type derived from it.</param>
    /// <exception cref="ProcessBoundaryException">The value, or something that hangs on it, cannot cross a process border; the message says
    /// what and why.</exception>
    public abstract void Serialize(IBufferWriter<byte> destination, object? value, Type type);

    /// <summary>Reads a value.</summary>
    /// <param name="source">The bytes; not to be kept.</param>
    /// <param name="type">The type as which the value was written.</param>
    /// <returns>The value; null if null was written.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged, or were written by another build.</exception>
    /// <exception cref="PlatformNotSupportedException">This is <see cref="Default"/>, and the program is compiled ahead of time
    /// (NativeAOT).</exception>
    public abstract object? Deserialize(ReadOnlyMemory<byte> source, Type type);

    /// <summary>Writes a value whose type is known when the code is compiled.</summary>
    /// <typeparam name="T">The type that the reader asks for; the value may be of a type derived from it.</typeparam>
    /// <param name="destination">The buffer for the bytes; where the value is refused, a part of it may have been written already.</param>
    /// <param name="value">The value; may be null.</param>
    /// <exception cref="ProcessBoundaryException">The value, or something that hangs on it, cannot cross a process border; the message says
    /// what and why.</exception>
    public void Serialize<T>(IBufferWriter<byte> destination, T value)
    {
        // Not virtual: finding a generic method takes as long as writing a small object.
        if (this is BuildSerializer) BuildSerializer.Write(destination, value);
        else Serialize(destination, value, typeof(T));
    }

    /// <summary>Reads a value whose type is known when the code is compiled.</summary>
    /// <typeparam name="T">The type as which the value was written.</typeparam>
    /// <param name="source">The bytes; not to be kept.</param>
    /// <returns>The value; null if null was written.</returns>
    /// <exception cref="InvalidDataException">The bytes are damaged, or were written by another build.</exception>
    /// <exception cref="PlatformNotSupportedException">This is <see cref="Default"/>, and the program is compiled ahead of time
    /// (NativeAOT).</exception>
    public T Deserialize<T>(ReadOnlyMemory<byte> source) =>
        this is BuildSerializer ? BuildSerializer.Read<T>(source) : (T)Deserialize(source, typeof(T))!;

    /// <summary>
    /// Registers how to send objects of a type whose author did not think of processes. (Python: <c>copyreg</c>.) The registration holds
    /// for the whole program and for children that are started afterwards. For a type of your own,
    /// <see cref="ISurrogateSerializable{TSelf, TSurrogate}"/> is simpler.
    /// </summary>
    /// <typeparam name="T">The type; holds for derived types too, unless they have a surrogate of their own.</typeparam>
    /// <typeparam name="TSurrogate">The type that is sent in its place.</typeparam>
    /// <param name="toSurrogate">Called in the sending process; its captured variables are copied into children.</param>
    /// <param name="fromSurrogate">Called in the receiving process, to which the function is sent along; must not return null.</param>
    /// <exception cref="ArgumentException">The type has a surrogate already, or cannot have one: a string, an array, a
    /// delegate.</exception>
    public static void RegisterSurrogate<T, TSurrogate>(Func<T, TSurrogate> toSurrogate, Func<TSurrogate, T> fromSurrogate)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(toSurrogate);
        ArgumentNullException.ThrowIfNull(fromSurrogate);
        var type = typeof(T);
        if (type == typeof(object) || type == typeof(string) || type.IsArray || type.IsInterface || type.IsAssignableTo(typeof(Delegate))
            || type.IsAssignableTo(typeof(MemberInfo)))
        {
            throw new ArgumentException($"{TypeName.Full(type)} cannot have a surrogate; register one for a class.");
        }

        Surrogates.Register(new RegisteredSurrogate(type, typeof(TSurrogate), toSurrogate, fromSurrogate));
    }
}

using System.Security.Cryptography;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Messaging;

/// <summary>
/// Values in messages of sockets: a header that names the build, the value's type, the builds of the assemblies that its type consists of,
/// and the value. Any other message is the application's own bytes. A message with our header claims to be a value; nothing else that it
/// says is trusted without a check.
/// </summary>
internal static class NetworkValues
{
    private const int MagicLength = 4;
    private const int HeaderLength = 16;

    // No text and no pickle begins with these bytes.
    private static readonly byte[] s_header = MakeHeader();

    [ThreadStatic]
    private static ObjectWriter? t_writer;

    /// <summary>Writes a value, after room for the frame's header.</summary>
    /// <returns>The writer with the bytes; the caller returns it with <see cref="GiveBack"/>.</returns>
    /// <exception cref="ProcessBoundaryException">The value cannot go over a network.</exception>
    internal static ObjectWriter Write<T>(T value)
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotWrite();
        // Removed from the thread while it is in use: a surrogate may send something in its turn.
        var writer = t_writer ?? new ObjectWriter(reserved: NetworkFrame.HeaderLength) { IsFromNetwork = true };
        t_writer = null;
        try
        {
            writer.WriteBytes(s_header);
            writer.WriteBoolean(value is not null);
            if (value is not null)
            {
                var type = TypePlan.Of(value.GetType()).NamedFromNetwork.Type;
                writer.WriteType(type);
                writer.WriteNumber(DeclaredTypesCache.Plain.Of(type).Fingerprint);
                writer.WriteGraph(value, type, "message");
            }

            writer.EndMessage();
            return writer;
        }
        catch
        {
            GiveBack(writer);
            throw;
        }
    }

    internal static void GiveBack(ObjectWriter writer)
    {
        writer.Clear();
        t_writer = writer;
    }

    /// <summary>Reads a value of the requested type, or of a type that this one permits.</summary>
    /// <param name="message">The message, which the caller uses no more.</param>
    /// <param name="types">Finds the types that a requested type permits.</param>
    /// <param name="limit">The most memory that the value may take, in bytes.</param>
    internal static T Read<T>(byte[] message, DeclaredTypesCache types, long limit)
    {
        if (!AheadOfTime.IsAbsent) throw AheadOfTime.CannotRead();
        if (message.Length <= HeaderLength || !message.AsSpan(0, MagicLength).SequenceEqual(s_header.AsSpan(0, MagicLength)))
        {
            throw new InvalidDataException("The message was sent as bytes and is no value; receive it with ReceiveBytes.");
        }

        if (!message.AsSpan(0, HeaderLength).SequenceEqual(s_header))
        {
            throw new InvalidDataException("The value was sent by another build of Multiprocessing or of .NET; both ends of a " +
                "connection must run the same build to exchange values, but not to exchange bytes.");
        }

        var reader = new ObjectReader(default, limit: limit) { Declared = types.Of(typeof(T)) };
        reader.OpenMessage(message.AsMemory(HeaderLength));
        if (!reader.ReadBoolean())
        {
            return default(T) is null ? default! : throw new InvalidCastException($"The message holds null, not a " +
                $"{TypeName.Full(typeof(T))}.");
        }

        var plan = reader.ReadType();
        var type = plan.Type;
        // A formatter may make an object of another type than the one in the message, which is checked later.
        if (plan.Formatter?.MakesOtherTypes != true && !(Nullable.GetUnderlyingType(typeof(T)) ?? typeof(T)).IsAssignableFrom(type))
        {
            throw Mismatch(type, typeof(T));
        }

        if (reader.ReadNumber() != DeclaredTypesCache.Plain.Of(type).Fingerprint)
        {
            throw new InvalidDataException($"An assembly that {TypeName.Full(type)} or its members come from is another build here than " +
                "where the value was sent; both ends of a connection must run the same build.");
        }

        return reader.ReadGraph(type) switch
        {
            T value => value,
            null when default(T) is null => default!,
            var other => throw Mismatch(other?.GetType() ?? type, typeof(T)),
        };
    }

    private static InvalidCastException Mismatch(Type type, Type asked) =>
        new($"The message holds a {TypeName.Full(type)}, not a {TypeName.Full(asked)}.");

    private static byte[] MakeHeader()
    {
        byte[] builds = [.. BuildIdentity.Library.ToByteArray(), .. BuildIdentity.Runtime.ToByteArray()];
        return [0xFE, (byte)'M', (byte)'P', 1, .. SHA256.HashData(builds).AsSpan(0, HeaderLength - MagicLength)];
    }
}

namespace Multiprocessing.Messaging;

/// <summary>Checks messages for receivers that ask for bytes.</summary>
internal static class IncomingBytes
{
    /// <summary>
    /// Throws for a message that was not sent as bytes, or is longer than an array can be; the message stays in the ring.
    /// </summary>
    internal static void Check(MessageKind kind, long length)
    {
        if (kind != MessageKind.Bytes) throw new InvalidDataException("The next message is a value, not bytes; receive it by Receive<T>.");
        if (length > Array.MaxLength) throw new InvalidDataException($"The next message has {length} bytes, more than an array can have.");
    }

    internal static ArgumentException TooShort(long length, int capacity) =>
        new($"The message has {length} bytes, and there is room for {capacity}. It has not been taken: receive it with more room.");
}

namespace Multiprocessing.Messaging;

/// <summary>How far a receiver has come.</summary>
internal struct ReceiveProgress
{
    /// <summary>Whether a message has begun that has not ended.</summary>
    internal bool IsWithin;

    /// <summary>How many bytes of the message are still to come.</summary>
    internal long Left;

    /// <summary>What tells the things that the message has named; 0 for none.</summary>
    internal int Receipt;
}

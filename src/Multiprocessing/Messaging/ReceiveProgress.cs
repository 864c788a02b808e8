namespace Multiprocessing.Messaging;

/// <summary>The state of a receiver in the middle of a message.</summary>
internal struct ReceiveProgress
{
    /// <summary>Whether a message has begun that has not ended.</summary>
    internal bool IsWithin;

    /// <summary>How many bytes of the message are still to come.</summary>
    internal long Left;

    /// <summary>The number that marks the holds that the message has named; 0 for none.</summary>
    internal int Receipt;
}

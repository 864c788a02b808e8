namespace Multiprocessing.Messaging;

/// <summary>What a receiver waits for.</summary>
internal enum ReceiveAim
{
    /// <summary>A message, to take it.</summary>
    Take,

    /// <summary>A message, to see that there is one.</summary>
    Look,

    /// <summary>The rest of a message of which a part has been received.</summary>
    More,
}

namespace Multiprocessing.Messaging;

/// <summary>What somebody waits for who receives.</summary>
internal enum ReceiveAim
{
    /// <summary>A message, to take it.</summary>
    Take,

    /// <summary>A message, to leave it there.</summary>
    Look,

    /// <summary>More of a message of which a part has been received.</summary>
    More,
}

namespace Multiprocessing.Synchronization;

/// <summary>What a <see cref="LockScope"/> exits.</summary>
internal interface IEntered
{
    /// <summary>Exits once.</summary>
    /// <param name="entry">How it was entered, as the lock told the scope.</param>
    void Exit(long entry);
}

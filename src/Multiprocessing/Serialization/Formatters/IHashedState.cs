namespace Multiprocessing.Serialization;

/// <summary>The surrogate of a hash-based collection.</summary>
internal interface IHashedState
{
    /// <summary>Checks the keys before they are hashed.</summary>
    void CheckKeys(ObjectReader reader);
}

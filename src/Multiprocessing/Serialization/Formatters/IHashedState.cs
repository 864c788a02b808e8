namespace Multiprocessing.Serialization;

/// <summary>What stands for a hash-based collection.</summary>
internal interface IHashedState
{
    /// <summary>Looks at the keys before they are hashed.</summary>
    void CheckKeys(ObjectReader reader);
}

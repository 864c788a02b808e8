namespace Multiprocessing.Memory;

/// <summary>Where a message goes: makes the holds that keep what it names until it is read.</summary>
internal interface IConveyor
{
    /// <summary>How the message names a block.</summary>
    BlockReference Convey(Hold hold);
}

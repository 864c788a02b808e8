namespace Multiprocessing.Memory;

/// <summary>The destination of a message: makes the holds that keep the blocks it names until it is read.</summary>
internal interface IConveyor
{
    /// <summary>Returns the name of a block for the message.</summary>
    BlockReference Convey(Hold hold);
}

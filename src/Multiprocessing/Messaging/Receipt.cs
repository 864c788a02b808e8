namespace Multiprocessing.Messaging;

/// <summary>Numbers, below 0, that tell what one message of this process has named from what others have.</summary>
internal static class Receipt
{
    private static int s_last;

    internal static int Next() => Interlocked.Decrement(ref s_last) | int.MinValue;
}

namespace Multiprocessing.Messaging;

/// <summary>Makes numbers, below 0, each of which marks the holds that one received message has named.</summary>
internal static class Receipt
{
    private static int s_last;

    internal static int Next() => Interlocked.Decrement(ref s_last) | int.MinValue;
}

namespace Multiprocessing.Collections;

/// <summary>Takes no value: only whether a key is there is asked.</summary>
internal readonly unsafe struct NoSink : IValueSink
{
    public void Take(byte* source, int length)
    {
    }
}

namespace Multiprocessing.Platform;

/// <content>A descriptor.</content>
internal readonly partial record struct OsHandle
{
    internal int Descriptor => (int)_successor - 1;
}

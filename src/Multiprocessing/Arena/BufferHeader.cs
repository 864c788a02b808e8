using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>The header of a ring's buffer, in the arena right before its messages.</summary>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal struct BufferHeader
{
    internal const int Length = 64;

    /// <summary>The length of the buffer in units of 8 bytes; a power of two.</summary>
    internal long Units;

    /// <summary>The larger buffer that follows; 0 for none.</summary>
    internal long Next;

    /// <summary>
    /// The mailbox's hold on the buffer before this one. Kept here, since that buffer is cleared as its hold is let go of.
    /// </summary>
    internal long PreviousHold;

    /// <summary>The place of the first message in this buffer, counted as in <see cref="RingState.Tail"/>.</summary>
    internal long Start;

    /// <summary>The mailbox's hold on this buffer.</summary>
    internal long Hold;
}

using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>In the arena: what comes before the messages in a ring's buffer.</summary>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal struct BufferHeader
{
    internal const int Length = 64;

    /// <summary>How many units of 8 bytes it has; a power of two.</summary>
    internal long Units;

    /// <summary>The larger buffer that follows; 0 for none.</summary>
    internal long Next;

    /// <summary>The mailbox's hold on the one before. Noted here, since that one is cleared as it is let go of.</summary>
    internal long PreviousHold;

    /// <summary>The first place of a message in it, as in <see cref="RingState.Tail"/>.</summary>
    internal long Start;

    /// <summary>The mailbox's hold on it.</summary>
    internal long Hold;
}

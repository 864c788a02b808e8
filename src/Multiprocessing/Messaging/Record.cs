using System.Runtime.CompilerServices;

namespace Multiprocessing.Messaging;

/// <summary>A record in a ring: a message, or a part of a long one. A header of 8 bytes, then its bytes.</summary>
internal readonly unsafe struct Record(long* header)
{
    internal const int UnitLength = sizeof(long);

    private const int FlagsShift = 32;
    private const int KindShift = 40;

    internal int Length => (int)*header;

    internal RecordFlags Flags => (RecordFlags)(byte)(*header >> FlagsShift);

    internal MessageKind Kind => (MessageKind)(byte)(*header >> KindShift);

    internal bool IsFirst => (Flags & RecordFlags.First) != 0;

    internal bool IsLast => (Flags & RecordFlags.Last) != 0;

    /// <summary>The length of the record with its header, in units of 8 bytes.</summary>
    internal uint Units => UnitsFor(Length);

    internal byte* Bytes => (byte*)(header + 1);

    /// <summary>The length of the whole message, in bytes; only in a first record that is not the last.</summary>
    internal long WholeLength => header[1];

    /// <summary>The holds on the blocks that the message names.</summary>
    internal ReadOnlySpan<long> Holds => (Flags & RecordFlags.Names) == 0 ? [] : new(header + 2, (int)header[1]);

    /// <summary>Whether the record is long enough for what its header announces.</summary>
    internal bool IsSound
    {
        get
        {
            var isBeginning = (Flags & (RecordFlags.First | RecordFlags.Last)) == RecordFlags.First;
            if (!isBeginning && (Flags & RecordFlags.Names) == 0) return true;
            if (Length < UnitLength || header[1] < 0) return false;
            // A first record that is not the last names nothing, and is shorter than its message.
            return isBeginning ? (Flags & RecordFlags.Names) == 0 && header[1] >= Length - UnitLength : header[1] < Length / UnitLength;
        }
    }

    /// <summary>The bytes of the message in this record.</summary>
    internal ReadOnlySpan<byte> Content
    {
        get
        {
            var before = Prefix(Flags, Holds.Length);
            return new ReadOnlySpan<byte>(Bytes + before, Length - before);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static uint UnitsFor(int length) => 1 + (((uint)length + UnitLength - 1) / UnitLength);

    /// <summary>Returns how many bytes come before the message's own.</summary>
    internal static int Prefix(RecordFlags flags, int holds) =>
        (flags & (RecordFlags.First | RecordFlags.Last)) == RecordFlags.First ? sizeof(long) : (flags & RecordFlags.Names) != 0
            ? (1 + holds) * sizeof(long) : 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long MakeHeader(int length, RecordFlags flags, MessageKind kind = MessageKind.Bytes) =>
        (uint)length | ((long)(byte)flags << FlagsShift) | ((long)(byte)kind << KindShift);
}

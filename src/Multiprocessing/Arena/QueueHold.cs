using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>A view of a <see cref="HoldRecord"/> on a queue: counts what this hold's objects have taken and done.</summary>
[StructLayout(LayoutKind.Explicit, Size = HoldRecord.Length)]
internal unsafe struct QueueHold
{
    /// <summary>How many items have been taken.</summary>
    [FieldOffset(HoldRecord.FirstWordAt)]
    internal int Taken;

    /// <summary>How many of the taken items are done.</summary>
    [FieldOffset(HoldRecord.ThirdWordAt)]
    internal int Done;

    internal static QueueHold* Of(HoldRecord* hold) => (QueueHold*)hold;
}

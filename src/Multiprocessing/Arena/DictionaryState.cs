using System.Runtime.InteropServices;

namespace Multiprocessing.Memory;

/// <summary>
/// In the arena: the contents of a dictionary's block. It holds its tables as a process holds blocks, so they go with it. Its stripes lie
/// behind it.
/// </summary>
[StructLayout(LayoutKind.Sequential, Size = Length)]
internal struct DictionaryState
{
    internal const int Length = 64;

    /// <summary>The first of its holds; at the same place as in a <see cref="ProcessRecord"/>.</summary>
    internal long Holds;

    /// <summary>What hash codes begin with; random, so that keys that collide cannot be chosen.</summary>
    internal ulong Seed;

    internal ulong SecondSeed;

    /// <summary>How many entries a stripe's first table is made for.</summary>
    internal long Capacity;

    /// <summary>The number of stripes, as a power of two.</summary>
    internal int StripeOrder;
}

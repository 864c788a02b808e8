using System.Runtime.InteropServices;

namespace Multiprocessing.Collections;

/// <summary>
/// In the arena: what comes before an entry's key. Where keys and values have one length each, the key begins at
/// <see cref="FixedLength"/>, otherwise behind their lengths.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct Entry
{
    internal const int FixedLength = 8;
    internal const int FullLength = 16;

    /// <summary>The place of the next entry of the bucket, or of the next one that may be used again; 0 for none.</summary>
    internal uint Next;

    /// <summary>The lower half of the key's hash code.</summary>
    internal uint Hash;

    internal int KeyLength;

    /// <summary>-1 for null.</summary>
    internal int ValueLength;
}

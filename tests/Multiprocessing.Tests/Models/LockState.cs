using System.Runtime.CompilerServices;

namespace Multiprocessing.Tests.Models;

/// <summary>A state of the lock's model.</summary>
internal struct LockState
{
    /// <summary>The lock's word, as it is in shared memory.</summary>
    internal int Word;

    internal byte Deaths;

    /// <summary>Whether the next one who enters has to learn that the last owner died.</summary>
    internal bool MustTell;

    /// <summary>Whether somebody who had to be told was not, or the other way round.</summary>
    internal bool IsMisinformed;

    internal LockActors Actors;

    [InlineArray(Most)]
    internal struct LockActors
    {
        internal const int Most = 4;

        private LockActor _first;
    }
}

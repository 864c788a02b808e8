namespace Multiprocessing.Tests.Models;

/// <summary>Where an actor of the stripe's model is: what its next step will be.</summary>
internal enum StripePlace : byte
{
    /// <summary>A reader reads the version.</summary>
    ReadVersion,
    ReadFirst,
    ReadSecond,
    CheckVersion,

    /// <summary>The lock is taken, if it is free or its owner is dead.</summary>
    TakeLock,

    /// <summary>What a dead owner had noted is written back, the last note first.</summary>
    WriteBack,
    ForgetNote,

    /// <summary>The version is made even, if a dead owner has left it odd.</summary>
    Repair,

    /// <summary>A reader under the lock reads both words.</summary>
    ReadLocked,

    MakeOdd,
    NoteFirst,
    CountFirst,
    WriteFirst,
    NoteSecond,
    CountSecond,
    WriteSecond,
    Commit,
    MakeEven,
    Unlock,
    Done,
}

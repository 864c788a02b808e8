namespace Multiprocessing.Tests.Models;

/// <summary>Where an actor of the lock's model is: between which two steps.</summary>
internal enum LockPlace : byte
{
    Outside,
    Looking,
    LookingAgain,
    Deciding,
    FallingAsleep,
    Asleep,
    Inside,
    Leaving,
    WakingPatient,
    Unreserving,
    WakingOne,
    Dead,
    Settling,
    WakingHeirs,
    Buried,
}

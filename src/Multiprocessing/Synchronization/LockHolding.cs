namespace Multiprocessing.Synchronization;

/// <summary>How a lock was held that a waiting condition has let go of.</summary>
/// <param name="Word">The lock's word.</param>
/// <param name="Holder">Who held a recursive lock, and how often.</param>
/// <param name="Flow">The flow that held it, if it was one.</param>
internal readonly record struct LockHolding(nint Word, RecursiveHolder Holder = default, OwnerFlow? Flow = null);

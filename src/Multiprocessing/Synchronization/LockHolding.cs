namespace Multiprocessing.Synchronization;

/// <summary>How a lock was held that a condition has released for a wait.</summary>
/// <param name="Word">The lock's word.</param>
/// <param name="Holder">The owner of a recursive lock, and how often it had entered.</param>
/// <param name="Flow">The asynchronous flow that held it, if one did.</param>
internal readonly record struct LockHolding(nint Word, RecursiveHolder Holder = default, OwnerFlow? Flow = null);

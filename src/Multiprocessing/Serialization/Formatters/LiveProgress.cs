namespace Multiprocessing.Serialization;

/// <summary>Names, in a message, a progress object that stays live.</summary>
internal abstract class LiveProgress<T>;

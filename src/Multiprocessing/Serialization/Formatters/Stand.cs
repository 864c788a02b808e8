namespace Multiprocessing.Serialization;

/// <summary>
/// Names, in a message, the surrogate of a registered type: its formatter sends along the function that makes the object.
/// </summary>
internal abstract class Stand<T, TSurrogate>
    where T : class;

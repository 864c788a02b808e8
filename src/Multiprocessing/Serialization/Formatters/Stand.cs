namespace Multiprocessing.Serialization;

/// <summary>Names, in a message, the surrogate of a registered type: its form brings along the function that makes the object.</summary>
internal abstract class Stand<T, TSurrogate>
    where T : class;

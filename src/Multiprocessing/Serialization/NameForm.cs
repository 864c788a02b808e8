namespace Multiprocessing.Serialization;

/// <summary>How a type is named where it is met first.</summary>
internal enum NameForm : byte
{
    /// <summary>By its module and its number in it.</summary>
    Defined,

    /// <summary>By its definition and its arguments.</summary>
    Generic,

    /// <summary>An array of one dimension, from 0.</summary>
    Vector,

    /// <summary>Any other array.</summary>
    Array,
}

namespace Multiprocessing.Serialization;

/// <summary>How values of a type are sent.</summary>
internal enum PlanKind : byte
{
    /// <summary>There are no objects of just this type: an interface, an abstract class.</summary>
    Abstract,

    /// <summary>Not sent: an error.</summary>
    Refused,

    /// <summary>A value type without references: its memory is its value.</summary>
    Raw,

    String,

    /// <summary>Field by field.</summary>
    Fields,

    /// <summary>An array whose elements are <see cref="Raw"/>.</summary>
    RawArray,

    /// <summary>Any other array.</summary>
    Array,

    /// <summary>By a formatter of its own.</summary>
    Formatter,
}

namespace Multiprocessing.Serialization;

/// <summary>How a field is sent.</summary>
internal enum StepKind : byte
{
    /// <summary>As memory.</summary>
    Raw,

    /// <summary>As memory of four bytes, the most frequent size.</summary>
    Raw4,

    /// <summary>As memory of eight bytes.</summary>
    Raw8,

    /// <summary>
    /// The index of a <see cref="Memory{T}"/>, without the mark that its array does not move: the array that arrives does.
    /// </summary>
    Index,

    /// <summary>A reference to a string.</summary>
    String,

    /// <summary>A reference to any other object.</summary>
    Reference,

    /// <summary>A value type with a formatter of its own.</summary>
    Formatter,

    /// <summary>Not sent: an error.</summary>
    Refused,

    /// <summary>Nothing is sent: when the fields around it have arrived, the value is checked.</summary>
    Check,

    /// <summary>Not sent, by its author's word.</summary>
    LeftOut,
}

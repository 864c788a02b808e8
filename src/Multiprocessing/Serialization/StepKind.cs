namespace Multiprocessing.Serialization;

/// <summary>How a field travels.</summary>
internal enum StepKind : byte
{
    /// <summary>As memory.</summary>
    Raw,

    /// <summary>As memory of four bytes, the most frequent size.</summary>
    Raw4,

    /// <summary>As memory of eight bytes.</summary>
    Raw8,

    /// <summary>The index of a <see cref="Memory{T}"/>, without the mark that its array does not move: the one that arrives does.</summary>
    Index,

    /// <summary>A reference to a string.</summary>
    String,

    /// <summary>A reference to any other object.</summary>
    Reference,

    /// <summary>A value type with a form of its own.</summary>
    Formatter,

    /// <summary>Not at all: an error.</summary>
    Refused,

    /// <summary>Nothing travels: when the fields around it have arrived, the value is looked at.</summary>
    Check,

    /// <summary>Not at all, by its author's word.</summary>
    LeftOut,
}

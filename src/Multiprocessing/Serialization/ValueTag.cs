namespace Multiprocessing.Serialization;

/// <summary>The first byte of every value that is not written inline.</summary>
internal enum ValueTag : byte
{
    Null,
    Reference,
    String,
    Struct,
    Object,

    /// <summary>An object without fields, as the one behind every lambda that captures nothing: it is complete as it is made.</summary>
    Stateless,
    Array,
    Delegate,
    Type,
    Method,
    Culture,
    Uri,
    Regex,
    Exception,
    Collection,
    LiveToken,
    LiveTokenSource,
    LiveProgress,
    Self,
}

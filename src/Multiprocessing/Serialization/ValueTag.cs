namespace Multiprocessing.Serialization;

/// <summary>The first byte of every value that is not written inline.</summary>
internal enum ValueTag : byte
{
    Null,
    Reference,
    String,
    Struct,
    Object,
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

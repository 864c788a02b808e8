namespace Multiprocessing.Collections;

/// <summary>When a value is written.</summary>
internal enum WriteMode
{
    /// <summary>In any case.</summary>
    Set,

    /// <summary>If the key is not there.</summary>
    Add,

    /// <summary>If what is there is what was expected.</summary>
    Replace,
}

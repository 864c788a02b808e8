namespace Multiprocessing.Serialization;

/// <summary>The numbers with which a reference begins.</summary>
internal static class Token
{
    internal const byte Null = 0;

    /// <summary>An object that is met for the first time, of just the type that the field declares.</summary>
    internal const byte Exact = 1;

    /// <summary>An object that is met for the first time; its type follows.</summary>
    internal const byte Typed = 2;

    /// <summary>From here on, the numbers of known objects.</summary>
    internal const uint FirstReference = 3;

    // Where a field is declared to be a string, a length or a number takes the place of all the above.

    /// <summary>Every second number from here on: the length of a string that is met for the first time.</summary>
    internal const uint FirstStringLength = 1;

    /// <summary>Every second number from here on: the number of a known string.</summary>
    internal const uint FirstStringReference = 2;
}

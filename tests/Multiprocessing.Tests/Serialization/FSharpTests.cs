using FSharpLibrary;

namespace Multiprocessing.Tests.Serialization;

/// <summary>
/// What F# is made of crosses to another process and back, and F# calls the library. The checks themselves are written in F#.
/// </summary>
public sealed class FSharpTests
{
    public static IEnumerable<TheoryDataRow<string>> Names => Checks.names.Select(static name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Names))]
    public void Holds(string name) => Checks.run(name);
}

using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Multiprocessing.Tests.Layers;

/// <summary>A folder is a layer, and depends only on those below it: docs/architecture.md says in which order they stand.</summary>
public sealed class LayerTests
{
    // From the bottom to the top. Those of one line know nothing of each other.
    private static readonly string[][] s_layers =
    [
        ["Common"],
        ["Platform"],
        ["Waiting"],
        ["Arena"],
        ["Synchronization"],
        ["SharedData"],
        ["Serialization"],
        ["Launching", "Messaging"],
        ["Processes", "Collections"],
        ["Pools"],
    ];

    [Fact]
    public void Each_depends_only_on_those_below()
    {
        var uses = LibrarySource.Uses;
        // Otherwise the compiler has not understood what it has read.
        Assert.True(uses.Count > 2000, $"only {uses.Count} uses were found");
        Assert.Empty(uses.Where(static use => !MayUse(LibrarySource.LayerOf(use.User), LibrarySource.LayerOf(use.Used))).Select(static use => $"{use.User} uses {use.Type} of {use.Used}"));
    }

    [Fact]
    public void Only_Platform_calls_the_C_library() => Assert.Empty(LibrarySource.Uses
        .Where(static use => use.Type == "Libc" && LibrarySource.LayerOf(use.User) != "Platform")
        .Select(static use => use.User));

    [Fact]
    public void Only_Platform_knows_where_the_system_keeps_its_files()
    {
        var places = LibrarySource.Trees.SelectMany(static tree => tree.GetRoot().DescendantTokens().Where(IsText).Select(token => (tree.FilePath, token.ValueText)))
            .Where(static text => text.ValueText.StartsWith("/proc", StringComparison.Ordinal) || text.ValueText.StartsWith("/dev", StringComparison.Ordinal) || text.ValueText.StartsWith("/sys", StringComparison.Ordinal));
        Assert.All(places, static text => Assert.Equal("Platform", LibrarySource.LayerOf(text.FilePath)));
        Assert.NotEmpty(places);
    }

    private static bool IsText(SyntaxToken token) =>
        token.IsKind(SyntaxKind.StringLiteralToken) || token.IsKind(SyntaxKind.InterpolatedStringTextToken) || token.IsKind(SyntaxKind.Utf8StringLiteralToken);

    [Fact]
    public void The_folders_are_the_layers() => Assert.Equal(
        s_layers.SelectMany(static names => names).Append("Package").Order(StringComparer.Ordinal),
        Directory.GetDirectories(LibrarySource.Root).Select(static path => Path.GetFileName(path)).Where(static name => name is not ("bin" or "obj")).Order(StringComparer.Ordinal));

    private static bool MayUse(string? user, string? used) => user == used || HeightOf(user) > HeightOf(used);

    // What is in no folder starts the program, and stands above all.
    private static int HeightOf(string? layer) =>
        layer is null ? s_layers.Length : Array.FindIndex(s_layers, names => names.Contains(layer));
}

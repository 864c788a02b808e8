using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Multiprocessing.Tests.Layers;

/// <summary>
/// The operating system has one seam: in <c>Platform/</c>, <c>X.cs</c> says what is to be had of any system, and <c>X.Linux.cs</c> how Linux
/// does it. All else sees the first alone.
/// </summary>
public sealed class SeamTests
{
    private const string LinuxFile = ".Linux.cs";

    [Fact]
    public void What_only_Linux_has_is_used_by_files_of_Linux_alone()
    {
        var uses = LibrarySource.Names.Where(static use => use.Symbol.Locations.All(IsOfLinux)).ToList();
        Assert.Empty(uses.Where(static use => !IsOfLinux(use.File)).Select(static use => $"{use.File} uses {use.Symbol}"));
        // Otherwise nothing was understood.
        Assert.True(uses.Count > 200, $"only {uses.Count} uses were found");
    }

    [Fact]
    public void Files_of_a_system_are_in_Platform() =>
        Assert.All(LibrarySource.Trees.Where(static tree => IsOfLinux(tree.FilePath)), static tree => Assert.Equal("Platform", LibrarySource.LayerOf(tree.FilePath)));

    [Theory]
    [InlineData("LibraryImport")]
    [InlineData("DllImport")]
    [InlineData("DangerousGetHandle")]
    [InlineData("GetLastSystemError")]
    [InlineData("GetLastPInvokeError")]
    [InlineData("GetPInvokeErrorMessage")]
    [InlineData("SystemPageSize")]
    [InlineData("PosixSignal")]
    public void Only_Platform_speaks_to_the_system(string name)
    {
        var users = LibrarySource.Trees.Where(tree => tree.GetRoot().DescendantTokens().Any(token => token.IsKind(SyntaxKind.IdentifierToken) && token.ValueText == name));
        Assert.All(users, static tree => Assert.Equal("Platform", LibrarySource.LayerOf(tree.FilePath)));
    }

    [Fact]
    public void Handles_are_no_numbers_outside_Platform()
    {
        var parameters = LibrarySource.Trees.Where(static tree => LibrarySource.LayerOf(tree.FilePath) != "Platform")
            .SelectMany(static tree => tree.GetRoot().DescendantNodes().OfType<PredefinedTypeSyntax>()
                .Where(static type => type.Keyword.IsKind(SyntaxKind.IntKeyword) && NameOf(type) is { } name && IsHandle(name)).Select(type => $"{tree.FilePath}: {type.Parent}"));
        Assert.Empty(parameters);
    }

    private static bool IsHandle(string name) =>
        name.TrimStart('_').ToUpperInvariant() is "FD" or "PIDFD" || name.Contains("descriptor", StringComparison.OrdinalIgnoreCase);

    private static string? NameOf(PredefinedTypeSyntax type) => type.Parent switch
    {
        ParameterSyntax parameter => parameter.Identifier.ValueText,
        VariableDeclarationSyntax variable => variable.Variables[0].Identifier.ValueText,
        MethodDeclarationSyntax method => method.Identifier.ValueText,
        PropertyDeclarationSyntax property => property.Identifier.ValueText,
        _ => null,
    };

    private static bool IsOfLinux(Location location) => location.SourceTree is { } tree && IsOfLinux(tree.FilePath);

    private static bool IsOfLinux(string file) => file.EndsWith(LinuxFile, StringComparison.Ordinal);
}

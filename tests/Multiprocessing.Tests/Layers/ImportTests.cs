using System.Globalization;
using ELFSharp.ELF;
using ELFSharp.ELF.Sections;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Multiprocessing.Platform;

namespace Multiprocessing.Tests.Layers;

/// <summary>What the library calls is in each C library of Linux: glibc and musl, of x64 and of arm64.</summary>
public sealed class ImportTests
{
    // Debian's packages musl and libc6-arm64-cross have the last two.
    private const string Musl = "/lib/ld-musl-x86_64.so.1", Arm64 = "/usr/aarch64-linux-gnu/lib/libc.so.6", X64 = "/lib/x86_64-linux-gnu/libc.so.6";

    [Theory]
    [InlineData(X64, true)]
    [InlineData(Arm64, true)]
    [InlineData(Musl, false)]
    public void Each_imported_function_is_in(string library, bool hasCloseFrom)
    {
        Assert.SkipUnless(File.Exists(library), $"{library} is not on this machine; its package has it");
        var imports = Imports().ToHashSet();
        Assert.True(imports.Count > 50, string.Create(CultureInfo.InvariantCulture, $"only {imports.Count} imports were found"));
        // Asked for before it is called (Libc.Has).
        Assert.Contains(Libc.CloseFrom, imports);
        if (!hasCloseFrom) Assert.True(imports.Remove(Libc.CloseFrom));
        Assert.Empty(imports.Except(Exports(library)));
    }

    private static IEnumerable<string> Imports() =>
        from tree in LibrarySource.Trees
        from attribute in tree.GetRoot().DescendantNodes().OfType<AttributeSyntax>()
        where attribute.Name.ToString() == "LibraryImport"
        select attribute.ArgumentList!.Arguments.Single(static argument => argument.NameEquals?.Name.ToString() == "EntryPoint").Expression switch
        {
            LiteralExpressionSyntax literal => literal.Token.ValueText,
            IdentifierNameSyntax { Identifier.ValueText: nameof(Libc.CloseFrom) } => Libc.CloseFrom,
            var other => throw new InvalidOperationException($"{other} is no name"),
        };

    private static IEnumerable<string> Exports(string library)
    {
        using var file = ELFReader.Load(library);
        return [.. file.GetSections<ISymbolTable>().SelectMany(static table => table.Entries)
            .Where(static entry => entry.PointedSectionIndex != 0).Select(static entry => entry.Name)];
    }
}

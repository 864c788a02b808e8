using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Multiprocessing.Tests.Layers;

/// <summary>How a value travels (as it lies in memory, by its elements, or through the codec) is decided in one place for each type.</summary>
public sealed class ValueCodingTests
{
    private static readonly string[] s_codec = ["ValueDecoder.cs", "ValueEncoder.cs", "WireKind.cs"];

    [Fact]
    public void Only_the_encoder_and_the_decoder_ask_how_values_of_a_type_travel() => Assert.Equal(s_codec, LibrarySource.Trees
        .Where(static tree => tree.GetRoot().DescendantNodes().Any(static node => node switch
        {
            GenericNameSyntax { Identifier.Text: "WireKind" } => true,
            TypeDeclarationSyntax { Identifier.Text: "WireKind" } => true,
            _ => false,
        }))
        .Select(static tree => Path.GetFileName(tree.FilePath)).Order(StringComparer.Ordinal));
}

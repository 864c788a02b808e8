using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Multiprocessing.Tests.Layers;

/// <summary>The library's source, as the compiler understands it: who uses whom.</summary>
internal static class LibrarySource
{
    internal static string Root { get; } = Find();

    private static readonly CSharpParseOptions s_options = new(LanguageVersion.Preview);

    /// <summary>The files, relative to <see cref="Root"/>, with their text parsed.</summary>
    internal static IReadOnlyList<SyntaxTree> Trees { get; } = [.. Files().Select(static file =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(Root, file)), s_options, file))];

    /// <summary>
    /// The folder that a file is in, the layer: the first part of its path; null for the root itself, which starts everything.
    /// </summary>
    internal static string? LayerOf(string file) =>
        file.IndexOf(Path.DirectorySeparatorChar, StringComparison.Ordinal) is > 0 and var end ? file[..end] : null;

    /// <summary>Each use in one file of a type, or of a member of a type, that is declared in another one.</summary>
    internal static IReadOnlyList<(string User, string Used, string Type)> Uses => s_uses.Value;

    /// <summary>Each name in the source of something that the source declares: a type, a member, a constant.</summary>
    internal static IReadOnlyList<(string File, ISymbol Symbol)> Names => s_names.Value;

    private static readonly Lazy<List<(string File, ISymbol Symbol)>> s_names = new(static () => [.. FindNames()]);

    private static readonly Lazy<List<(string User, string Used, string Type)>> s_uses = new(static () => [.. FindUses().Distinct()]);

    private static IEnumerable<(string User, string Used, string Type)> FindUses()
    {
        foreach (var (file, symbol) in Names)
        {
            if ((symbol as INamedTypeSymbol ?? symbol.ContainingType)?.OriginalDefinition is not { } type) continue;
            // Of a type in several files, the one that is named after it.
            var place = type.Locations.Where(static location => location.IsInSource).Select(static location => location.SourceTree!.FilePath).MinBy(static path => path.Length);
            if (place is { Length: > 0 } && place != file) yield return (file, place, type.Name);
        }
    }

    /// <summary>The library as the compiler has understood it.</summary>
    internal static CSharpCompilation Compilation => s_compilation.Value;

    private static readonly Lazy<CSharpCompilation> s_compilation = new(static () =>
    {
        // The compiler's own usings, and what the framework has. What source generators would add is missing, but nothing refers to it from
        // elsewhere.
        var usings = CSharpSyntaxTree.ParseText("global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq; global using System.Threading; global using System.Threading.Tasks;", s_options);
        var framework = Directory.GetFiles(Path.GetDirectoryName(typeof(object).Assembly.Location)!, "System*.dll").Select(static path => MetadataReference.CreateFromFile(path));
        return CSharpCompilation.Create("Library", [.. Trees, usings], framework, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary, allowUnsafe: true));
    });

    private static IEnumerable<(string File, ISymbol Symbol)> FindNames()
    {
        foreach (var tree in Trees)
        {
            var model = Compilation.GetSemanticModel(tree);
            foreach (var name in tree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
            {
                if (model.GetSymbolInfo(name).Symbol?.OriginalDefinition is { } symbol && symbol.Locations.All(static location => location.IsInSource && location.SourceTree!.FilePath.Length > 0)
                    && symbol is INamedTypeSymbol or { ContainingType: not null })
                {
                    yield return (tree.FilePath, symbol);
                }
            }
        }
    }

    private static IEnumerable<string> Files() => Directory.GetFiles(Root, "*.cs", SearchOption.AllDirectories)
        .Select(static file => Path.GetRelativePath(Root, file))
        .Where(static file => LayerOf(file) is not ("obj" or "bin"));

    private static string Find()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Multiprocessing.slnx"))) folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("These tests read the source that they were built from, and do not find it.");
        return Path.Combine(folder, "src", "Multiprocessing");
    }
}

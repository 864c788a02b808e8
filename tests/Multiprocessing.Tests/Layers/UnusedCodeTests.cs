using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Multiprocessing.Tests.Layers;

/// <summary>What the library has and nobody uses is taken out: neither the compiler nor the analyzers look beyond private members.</summary>
public sealed partial class UnusedCodeTests
{
    // Called by the language, by the runtime, or through what source generators write.
    private static readonly string[] s_patterns = ["Add", "Current", "Deconstruct", "Dispose", "DisposeAsync", "GetAwaiter", "GetEnumerator", "GetPinnableReference", "Initialize", "Main", "MoveNext"];

    [Fact]
    public void Nothing_internal_is_unused()
    {
        var used = new HashSet<ISymbol>(LibrarySource.Names.Select(static name => Definition(name.Symbol)), SymbolEqualityComparer.Default);
        // Otherwise the compiler has not understood what it has read.
        Assert.True(used.Count > 2000, $"only {used.Count} uses were found");
        var elsewhere = WordsElsewhere();
        elsewhere.UnionWith(LibrarySource.Trees.SelectMany(NamedIn));
        var unused = LibrarySource.Trees.SelectMany(DeclaredIn)
            .Where(symbol => !IsUsed(symbol, used) && !elsewhere.Contains(symbol.Name) && !IsSeenOutside(symbol) && !IsCalledOtherwise(symbol))
            .Select(static symbol => $"{symbol.Locations[0].SourceTree!.FilePath}: {symbol.ToDisplayString()}").Distinct().Order(StringComparer.Ordinal);
        var text = string.Join(Environment.NewLine, unused);
        Assert.True(text.Length == 0, text);
    }

    // A type also by way of its members: those of extensions, and those that the runtime calls.
    private static bool IsUsed(ISymbol symbol, HashSet<ISymbol> used) => used.Contains(symbol)
        || (symbol is INamedTypeSymbol type && type.GetMembers().Any(member => used.Contains(member) || IsCalledOtherwise(member)));

    private static IEnumerable<ISymbol> DeclaredIn(SyntaxTree tree)
    {
        var model = LibrarySource.Compilation.GetSemanticModel(tree);
        foreach (var node in tree.GetRoot().DescendantNodes())
        {
            var isDeclared = node is BaseTypeDeclarationSyntax or DelegateDeclarationSyntax or MethodDeclarationSyntax or PropertyDeclarationSyntax or EventDeclarationSyntax
                || (node is VariableDeclaratorSyntax && node.Parent?.Parent is BaseFieldDeclarationSyntax);
            if (isDeclared && model.GetDeclaredSymbol(node) is { } symbol) yield return Definition(symbol);
        }
    }

    // Of an extension, and of what is declared in one file and written in another.
    private static ISymbol Definition(ISymbol symbol) => symbol switch
    {
        IMethodSymbol method when (method.ReducedFrom ?? method).OriginalDefinition is var original => original.PartialDefinitionPart ?? original,
        IPropertySymbol { OriginalDefinition: var original } => original.PartialDefinitionPart ?? original,
        _ => symbol.OriginalDefinition,
    };

    // What is found by its name has no symbol where it is one of several.
    private static IEnumerable<string> NamedIn(SyntaxTree tree) => tree.GetRoot().DescendantNodes().OfType<InvocationExpressionSyntax>()
        .Where(static call => call.Expression is IdentifierNameSyntax { Identifier.Text: "nameof" })
        .SelectMany(static call => call.ArgumentList.DescendantNodes().OfType<SimpleNameSyntax>().Select(static name => name.Identifier.Text));

    // Whatever has the name there: that is too much rather than too little.
    private static HashSet<string> WordsElsewhere()
    {
        var root = Path.GetFullPath(Path.Combine(LibrarySource.Root, "..", ".."));
        var files = new[] { "tests", "benchmarks", Path.Combine("src", "Multiprocessing.Launcher") }.Select(folder => Path.Combine(root, folder)).Where(Directory.Exists)
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories));
        return [.. files.SelectMany(static file => Word().Matches(File.ReadAllText(file)).Select(static match => match.Value))];
    }

    private static bool IsSeenOutside(ISymbol? symbol)
    {
        for (; symbol is not null and not INamespaceSymbol; symbol = symbol.ContainingSymbol)
        {
            if (symbol.DeclaredAccessibility is not (Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal)) return false;
        }

        return true;
    }

    private static bool IsCalledOtherwise(ISymbol symbol)
    {
        if (symbol.IsOverride || s_patterns.Contains(symbol.Name) || symbol.GetAttributes().Any(IsCalledByIts)) return true;
        if (symbol is IMethodSymbol { ExplicitInterfaceImplementations.Length: > 0 } or IPropertySymbol { ExplicitInterfaceImplementations.Length: > 0 }) return true;
        if (symbol.ContainingType is not { } type) return false;
        // Fields that keep their place in memory.
        if (symbol is IFieldSymbol && type.GetAttributes().Any(static attribute => attribute.AttributeClass?.Name == "StructLayoutAttribute")) return true;
        return type.AllInterfaces.SelectMany(static face => face.GetMembers()).Any(member => SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), symbol));
    }

    private static bool IsCalledByIts(AttributeData attribute) => attribute.AttributeClass?.Name is "ModuleInitializerAttribute" or "UnmanagedCallersOnlyAttribute"
        or "OnDeserializedAttribute" or "OnSerializingAttribute" or "DebuggerDisplayAttribute";

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}

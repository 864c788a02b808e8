using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Multiprocessing.Tests.Layers;

/// <summary>What is named as needing a lock asserts that the lock is held, so that Debug builds tell of a caller without it.</summary>
public sealed class LockRulesTests
{
    private const string Suffix = "_NeedsLock";

    [Fact]
    public void A_method_that_needs_a_lock_asserts_that_it_is_held()
    {
        var methods = LibrarySource.Trees.SelectMany(static tree => tree.GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>())
            .Where(static method => method.Identifier.ValueText.EndsWith(Suffix, StringComparison.Ordinal) && !method.Modifiers.Any(SyntaxKind.AbstractKeyword)).ToList();
        Assert.True(methods.Count > 88, $"only {methods.Count} methods were found");
        Assert.Empty(methods.Where(static method => !Asserts(method)).Select(static method => $"{method.SyntaxTree.FilePath}: {method.Identifier}"));
    }

    // A change of the arena is made of its lock, so a method that has one as a parameter is under it; a method that is one call of another leaves it to that one.
    private static bool Asserts(MethodDeclarationSyntax method) =>
        method.Identifier.ValueText.StartsWith("Assert", StringComparison.Ordinal)
        || method.ParameterList.Parameters.Any(static parameter => parameter.Type?.ToString() == "ArenaChange")
        || method.DescendantNodes().OfType<InvocationExpressionSyntax>().Any(static call => call.Expression.ToString().Contains("Assert", StringComparison.Ordinal))
        || method.ExpressionBody?.Expression is InvocationExpressionSyntax only && NameOf(only).EndsWith(Suffix, StringComparison.Ordinal);

    private static string NameOf(InvocationExpressionSyntax call) => call.Expression switch
    {
        MemberAccessExpressionSyntax access => access.Name.Identifier.ValueText,
        SimpleNameSyntax name => name.Identifier.ValueText,
        _ => "",
    };
}

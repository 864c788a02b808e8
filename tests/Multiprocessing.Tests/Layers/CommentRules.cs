using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Multiprocessing.Tests.Layers;

/// <summary>Finds sentences in comments, and lines, that a stranger would have to read twice.</summary>
internal static partial class CommentRules
{
    internal const int LongestLine = 140;

    /// <summary>Returns each fault of a file, with its place.</summary>
    internal static IEnumerable<string> FaultsOf(SyntaxTree tree)
    {
        foreach (var line in tree.GetText().Lines)
        {
            if (line.Span.Length > LongestLine) yield return At(tree, line.Start, $"has {line.Span.Length} columns");
        }

        foreach (var (start, text) in CommentsOf(tree))
        {
            foreach (var summary in Summaries().Matches(text).Where(static match => Pronoun().IsMatch(match.Groups[1].Value)))
            {
                yield return At(tree, start, $"has a summary that begins with a pronoun: {summary.Groups[1].Value.Trim()}");
            }

            foreach (var sentence in SentencesOf(text))
            {
                if (NobodyNamed().IsMatch(sentence) && !sentence.EndsWith('?')) yield return At(tree, start, $"begins with 'who': {sentence}");
                if (PersonInPlaceOfThing().Match(sentence) is { Success: true } person) yield return At(tree, start, $"has '{person}': {sentence}");
            }
        }
    }

    /// <summary>Returns the comments without their slashes; comments of one kind in neighbouring lines are one.</summary>
    private static List<(int Start, string Text)> CommentsOf(SyntaxTree tree)
    {
        var comments = new List<(int Start, int EndLine, SyntaxKind Kind, string Text)>();
        foreach (var trivia in tree.GetRoot().DescendantTrivia().Where(static trivia => trivia.Kind() is SyntaxKind.SingleLineCommentTrivia
            or SyntaxKind.MultiLineCommentTrivia or SyntaxKind.SingleLineDocumentationCommentTrivia or SyntaxKind.MultiLineDocumentationCommentTrivia))
        {
            var lines = tree.GetLineSpan(trivia.FullSpan);
            var text = Slashes().Replace(trivia.ToFullString(), "\n");
            if (comments is [.., var last] && last.Kind == trivia.Kind() && lines.StartLinePosition.Line - last.EndLine is 0 or 1)
            {
                comments[^1] = (last.Start, lines.EndLinePosition.Line, last.Kind, last.Text + text);
            }
            else
            {
                comments.Add((trivia.FullSpan.Start, lines.EndLinePosition.Line, trivia.Kind(), text));
            }
        }

        return [.. comments.Select(static comment => (comment.Start, comment.Text))];
    }

    private static IEnumerable<string> SentencesOf(string text)
    {
        var prose = BlockTags().Replace(InlineTags().Replace(Code().Replace(text, " "), "$1$2"), ". ");
        return EndsOfSentences().Split(prose).Select(static sentence => White().Replace(sentence, " ").Trim());
    }

    private static string At(SyntaxTree tree, int start, string fault) =>
        $"{tree.FilePath}({tree.GetLineSpan(new(start, 0)).StartLinePosition.Line + 1}) {fault}";

    [GeneratedRegex(@"(^|\n)\s*(///?|/\*\*?|\*/?)")]
    private static partial Regex Slashes();

    [GeneratedRegex(@"<summary>(.*?)</summary>", RegexOptions.Singleline)]
    private static partial Regex Summaries();

    [GeneratedRegex(@"^\s*(It|They|Then|Else|He)\s")]
    private static partial Regex Pronoun();

    [GeneratedRegex(@"^\(?(Who|Whoever)\s")]
    private static partial Regex NobodyNamed();

    [GeneratedRegex(@"\b(he|him|his|those who|one who)\b", RegexOptions.IgnoreCase)]
    private static partial Regex PersonInPlaceOfThing();

    [GeneratedRegex(@"<code>.*?</code>", RegexOptions.Singleline)]
    private static partial Regex Code();

    [GeneratedRegex("""<(?:see|paramref|typeparamref)\s[^>]*?"([^"]*)"[^>]*/>|<c>(.*?)</c>""", RegexOptions.Singleline)]
    private static partial Regex InlineTags();

    [GeneratedRegex(@"</?[a-z][^>]*>")]
    private static partial Regex BlockTags();

    [GeneratedRegex(@"(?<=[.?!][)""]?)\s+")]
    private static partial Regex EndsOfSentences();

    [GeneratedRegex(@"\s+")]
    private static partial Regex White();
}

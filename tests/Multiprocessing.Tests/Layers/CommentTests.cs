using Microsoft.CodeAnalysis.CSharp;

namespace Multiprocessing.Tests.Layers;

/// <summary>Comments are read by strangers: who or what is meant stands in the sentence, and no line is too long to be seen at once.</summary>
public sealed class CommentTests
{
    /// <summary>The folders whose comments have been read with these eyes; null is the root.</summary>
    private static readonly string?[] s_done =
    [
        null, "Common", "Platform", "Waiting", "Arena", "Synchronization", "SharedData", "Serialization", "Launching", "Messaging", "Processes",
        "Collections", "Pools",
    ];

    [Fact]
    public void Comments_name_what_they_speak_of_and_lines_are_short()
    {
        var trees = LibrarySource.Trees.Where(static tree => s_done.Contains(LibrarySource.LayerOf(tree.FilePath))).ToList();
        Assert.All(s_done, folder => Assert.Contains(trees, tree => LibrarySource.LayerOf(tree.FilePath) == folder));
        Assert.Empty(trees.SelectMany(CommentRules.FaultsOf));
    }

    [Theory]
    [InlineData("// Who waits sleeps.")]
    [InlineData("// Nobody waits.\n// Whoever comes looks again.")]
    [InlineData("// First sentence (in parentheses). Who waits\n// sleeps.")]
    [InlineData("int a; // Who waits sleeps.")]
    [InlineData("/* Who waits sleeps. */")]
    [InlineData("/// <param name=\"a\">Who waits.</param>\nvoid M(int a) { }")]
    [InlineData("// A lock wakes those who wait.")]
    [InlineData("// It wakes one\n// who waits.")]
    [InlineData("// The sender has what he sent.")]
    [InlineData("/// <remarks>A reader keeps <c>his</c> place.</remarks>\nclass C;")]
    [InlineData("/// <summary>It waits.</summary>\nclass C;")]
    [InlineData("/// <summary>\n/// Then the next one waits.\n/// </summary>\nclass C;")]
    [InlineData("/// <summary>They <see cref=\"C\"/> wait.</summary>\nclass C;")]
    public void What_a_stranger_reads_twice_is_found(string source) => Assert.Single(Faults(source));

    [Theory]
    [InlineData("// Who holds the lock? The word tells.")]
    [InlineData("// A process that waits. The caller, who waits, sleeps. One sleeper, which waits.")]
    [InlineData("/// <summary>Iterations. Heads of rings. Whole messages.</summary>\nclass C;")]
    [InlineData("/// <code>Who(he, his);</code>\nclass C;")]
    [InlineData("string he = \"Who waits\";")]
    public void What_is_plain_is_not(string source) => Assert.Empty(Faults(source));

    [Theory]
    [InlineData(CommentRules.LongestLine, 0)]
    [InlineData(CommentRules.LongestLine + 1, 1)]
    public void Lines_are_counted(int length, int faults) => Assert.Equal(faults, Faults("// ".PadRight(length, 'a')).Count());

    private static IEnumerable<string> Faults(string source) => CommentRules.FaultsOf(CSharpSyntaxTree.ParseText(source));
}

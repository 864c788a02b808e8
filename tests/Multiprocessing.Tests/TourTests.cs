using System.Text.RegularExpressions;

namespace Multiprocessing.Tests;

public sealed class TourTests
{
    [Theory]
    [InlineData(1, "Hello from ChildProcess-1\\.\\nChildProcess-1 ended with exit code 0\\.")]
    [InlineData(2, "(?s)(?=.*parent: step 3)(?=.*child:  step 3)")]
    [InlineData(3, "In the child, a is 1000\\.\\nIn the parent, a is still 1\\.")]
    [InlineData(4, "(?s)The parent is (\\d+)(?=.*I eat: parent \\1)(?=.*I sleep: parent \\1)(?=.*I study: parent \\1)")]
    [InlineData(5, "Worked on 3 parts\\.\\nWorked on 5 screws\\.\\nWorked on 7 bolts\\.")]
    [InlineData(6, "Copied 20000001 bytes in two halves: identical\\.")]
    [InlineData(7, "(?s)alive False\\.\\n.*alive True\\.\\n.*After Terminate: alive False, exit code -15\\.")]
    [InlineData(8, "the daemon is gone")]
    [InlineData(9, "Greeter-1 greets Ada\\.")]
    [InlineData(10, "counted 9592 primes")]
    [InlineData(11, "threw FormatException: The input string 'twelve'.*\\n.*at System\\.Number")]
    [InlineData(12, "Survived FailFast: the child ended by signal 6\\.\\nSurvived a memory access violation: the child ended by signal 11\\.")]
    [InlineData(13, "exit code -9")]
    public async Task A_chapter_shows_what_it_says(int number, string expected)
    {
        var (exitCode, output, error) = await TourProgram.RunAsync(null, "--only", $"{number}");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Matches(new Regex(expected), output);
        Assert.StartsWith($"== {number}. ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_whole_tour_runs()
    {
        var (exitCode, output, error) = await TourProgram.RunAsync();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(13, Regex.Count(output, "^== \\d+\\. .* ==$", RegexOptions.Multiline));
    }

    [Fact]
    public async Task A_chapter_that_is_not_there_is_an_error()
    {
        var (exitCode, _, error) = await TourProgram.RunAsync(null, "--only", "99");
        Assert.Equal(2, exitCode);
        Assert.Contains("1 to 13", error, StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Multiprocessing.Tests;

public sealed class TourTests
{
    [Fact]
    public async Task Chapter_1_starts_and_joins() =>
        await AssertChapterAsync(1, "Hello from ChildProcess-1.", "ChildProcess-1 ended with exit code 0.");

    [Fact]
    public async Task Chapter_2_parent_and_child_both_work() =>
        await AssertChapterAsync(2, "parent: step 1", "parent: step 4", "child: step 1", "child: step 4", "Both are done.");

    [Fact]
    public async Task Chapter_3_the_parent_still_sees_1() =>
        await AssertChapterAsync(3, "In the child, a is now 1000.", "In the parent, a is still 1.");

    [Fact]
    public async Task Chapter_4_three_processes_have_one_parent_and_their_own_ids()
    {
        var output = await AssertChapterAsync(4);
        var parent = Regex.Match(output, @"The parent is (\d+)\.").Groups[1].Value;
        var children = Regex.Matches(output, @"I (eat|sleep|study): parent (\d+), own id (\d+)\.");
        Assert.Equal(["eat", "sleep", "study"], children.Select(static child => child.Groups[1].Value).Order());
        Assert.All(children, child => Assert.Equal(parent, child.Groups[2].Value));
        Assert.Equal(4, children.Select(static child => child.Groups[3].Value).Append(parent).Distinct().Count());
    }

    [Fact]
    public async Task Chapter_5_gives_arguments_by_position_and_by_name() =>
        await AssertChapterAsync(5, "Worked on 3 parts.", "Worked on 5 screws.", "Worked on 1 bolt.");

    [Fact]
    public async Task Chapter_6_copies_a_file() =>
        await AssertChapterAsync(6, "first half: 2500000 of 2500000 bytes reported by process ", "second half: 2500001 of 2500001 bytes reported by process ", "Copied 5000001 bytes", "identical");

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(1_048_577)]
    public async Task Chapter_6_copies_a_file_of_any_size(int size)
    {
        var folder = Directory.CreateTempSubdirectory("tour-test-");
        try
        {
            var path = Path.Combine(folder.FullName, "a file [x].bin");
            var content = new byte[size];
            new Random(size).NextBytes(content);
            await File.WriteAllBytesAsync(path, content);
            var (exitCode, output, error) = await RunAsync("--only", "6", "--file", path);
            Assert.Equal((0, ""), (exitCode, error));
            Assert.Contains($"Copied {size} bytes", output, StringComparison.Ordinal);
            Assert.Contains("identical", output, StringComparison.Ordinal);
            Assert.Equal(content, await File.ReadAllBytesAsync(path));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Fact]
    public async Task Chapter_7_terminates_the_clock()
    {
        var output = await AssertChapterAsync(7, "Before the start: alive False.", "After Terminate: alive False, exit code -15.");
        Assert.Equal(3, Regex.Count(output, @"The clock says [\d:.]+: alive True\."));
    }

    [Fact]
    public async Task Chapter_8_terminates_the_daemon()
    {
        var output = await AssertChapterAsync(8);
        Assert.Matches(@"Daemon (\d+) runs for ever\.\s+Its parent has ended normally; daemon \1 is terminated\.", output);
    }

    [Fact]
    public async Task Chapter_9_runs_the_subclass() =>
        await AssertChapterAsync(9, "Greeter-1 greets Ada.", "Greeter-1 ended with exit code 0.");

    [Fact]
    public async Task Chapter_10_awaits_the_result() =>
        await AssertChapterAsync(10, "A child counted 9592 primes below 100000.");

    [Fact]
    public async Task Chapter_11_shows_type_message_and_stack() =>
        await AssertChapterAsync(11, "Caught System.FormatException: The input string 'twelve' was not in a correct format.", "CrossingException.ReadAmount(String text)");

    [Fact]
    public async Task Chapter_12_survives_native_crashes() =>
        await AssertChapterAsync(12, "Survived reading memory that is not there: the child was ended by signal", "Survived a native library that calls abort: the child was ended by signal 6.");

    [Fact]
    public async Task Chapter_13_kills_the_loop() =>
        await AssertChapterAsync(13, "The time is over and the loop still runs.", "It had to be killed: exit code -9.");

    [Fact]
    public async Task Chapter_14_counts_rightly_with_the_lock()
    {
        var output = await AssertChapterAsync(14, "With the lock: 4000000 of 4000000.");
        Assert.InRange(int.Parse(Regex.Match(output, @"Without it: (\d+) of 4000000\.").Groups[1].ValueSpan, CultureInfo.InvariantCulture), 1, 4_000_000);
    }

    [Fact]
    public async Task Chapter_15_paints_both_halves()
    {
        var output = await AssertChapterAsync(15);
        var rows = output.Split('\n').Where(static line => line.Contains('@', StringComparison.Ordinal)).ToArray();
        // The set is its own mirror image.
        Assert.True(rows.Length > 8);
        Assert.Equal(rows, rows.Reverse());
    }

    [Fact]
    public async Task Chapter_16_gets_in_after_the_kill() =>
        await AssertChapterAsync(16, "The child holds the lock: True.", "In, after it was killed; told that it was abandoned: True.", "The lock works on.");

    [Fact]
    public async Task Chapter_17_asks_NumPy()
    {
        var output = await AssertChapterAsync(17);
        Assert.Matches(@"NumPy doubled 1, 2, 3, 4, 5 to 2, 4, 6, 8, 10\.|There is no python3 here\.|The python3 here has no NumPy\.", output);
    }

    [Fact]
    public async Task Chapter_18_consumers_share_the_work() =>
        await AssertChapterAsync(18, "3 consumers found 3245 primes up to 30000.");

    [Fact]
    public async Task Chapter_19_both_talk_until_one_hangs_up() =>
        await AssertChapterAsync(19, "Alice: What is your name?", "Bob: Bob.", "Bob: Bye, Alice!", "Bob has hung up.");

    [Fact]
    public async Task Chapter_20_talks_to_Python()
    {
        var output = await AssertChapterAsync(20);
        if (output.Contains("There is no python3 here.", StringComparison.Ordinal)) return;
        Assert.Contains("Rejected: AuthenticationException.", output, StringComparison.Ordinal);
        Assert.Contains("The listener does not know me.", output, StringComparison.Ordinal);
        Assert.Matches(@"Python 3\.\d+ and \.NET 10 talk to each other\.", output);
    }

    [Fact]
    public async Task Chapter_21_squares_in_three_workers() =>
        await AssertChapterAsync(21, "Squares: 1, 4, 9, 16, 25, 36, 49, 64, 81, 100, 121, 144.", "Workers: ProcessPool-1-1, ProcessPool-1-2, ProcessPool-1-3.");

    [Fact]
    public async Task Chapter_22_counts_the_same_both_ways()
    {
        var output = await AssertChapterAsync(22, "Serial: 216816 primes below 3000000 in ");
        Assert.Matches(@"\d+ workers: 216816 primes below 3000000 in [\d.]+ s, [\d.]+ times as fast\.", output);
    }

    [Fact]
    public async Task Chapter_23_calls_back() =>
        await AssertChapterAsync(
            23,
            "The amount is 12.",
            "No amount: The input string 'twelve' was not in a correct format.",
            "Ready: True and True; successful: True and False.",
            "All amounts together: 6.");

    [Fact]
    public async Task Chapter_24_gets_all_answers()
    {
        var output = await AssertChapterAsync(24, "5000 of 5000 answers are right.");
        Assert.Equal(5000, Regex.Matches(output, @"ProcessPool-1-\d got (\d+) of them\.").Sum(static worker => int.Parse(worker.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));
        Assert.Matches(@"The first batch was there after [\d.]+ s, the last after [\d.]+ s", output);
    }

    [Fact]
    public async Task Chapter_25_goes_on_after_each_failure()
    {
        var output = await AssertChapterAsync(25, "It has replaced 3 workers and goes on: 1, 4, 9, 16, 25.");
        Assert.Matches(@"ProcessCrashedException: Process sturdy-\d+ \(\d+\) crashed with a segmentation fault, .* \(signal 11\)\.", output);
        Assert.Matches(@"TimeoutException: The task ran for longer than its time limit of 00:00:01", output);
        Assert.Matches(@"InsufficientMemoryException: While it ran the task, sturdy-\d+ used [\d.]+ MiB of memory, more than its limit of 300 MiB", output);
    }

    [Fact]
    public async Task Without_options_all_chapters_run_in_order()
    {
        var (exitCode, output, error) = await RunAsync();
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal(Enumerable.Range(1, 25), Headings(output));
    }

    [Theory]
    [InlineData("There is no chapter '0'.", "--only", "0")]
    [InlineData("There is no chapter '26'.", "--only", "26")]
    [InlineData("There is no chapter 'x'.", "--only", "x")]
    [InlineData("--only needs a value.", "--only")]
    [InlineData("There is no file 'no-such-file'.", "--file", "no-such-file")]
    [InlineData("Unknown option '--all'.", "--all")]
    public async Task A_bad_command_line_is_refused(string problem, params string[] arguments)
    {
        var (exitCode, output, error) = await RunAsync(arguments);
        Assert.Equal((2, ""), (exitCode, output));
        Assert.StartsWith(problem, error, StringComparison.Ordinal);
        Assert.Contains("Usage: Tour", error, StringComparison.Ordinal);
    }

    private static async Task<string> AssertChapterAsync(int number, params string[] expected)
    {
        var (exitCode, output, error) = await RunAsync("--only", $"{number}");
        Assert.Equal((0, ""), (exitCode, error));
        Assert.Equal([number], Headings(output));
        Assert.All(expected, text => Assert.Contains(text, output, StringComparison.Ordinal));
        // Redirected output is text, without control sequences.
        Assert.DoesNotContain("\u001b", output, StringComparison.Ordinal);
        return output;
    }

    private static IEnumerable<int> Headings(string output) =>
        Regex.Matches(output, @"^\W* (\d+)\. .*[─-]+\s*$", RegexOptions.Multiline).Select(static match => int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture));

    private static async Task<(int ExitCode, string Output, string Error)> RunAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", [Path.Combine(BuiltProgram.Folder("samples/Tour"), "Tour.dll"), .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // Messages are compared in English.
        start.Environment["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1";
        // Where this is set, Spectre would colour redirected output.
        start.Environment["GITHUB_ACTIONS"] = "true";
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }
}

namespace Multiprocessing.Tests.Faults;

/// <summary>Where the program lies and what it finds in its environment make no difference.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed class UnusualPlaceTests
{
    private const string StrangeName = "größe 漢字 \"quoted\" $HOME;'x'";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_path_with_spaces_quotes_and_letters_of_all_kinds(bool byItsOwnExecutable)
    {
        using var program = new FaultProgram(StrangeName);
        await AssertAnswersAsync(program, program.Command(byItsOwnExecutable ? null : BuiltProgram.Host, "answer"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_environment_without_PATH_and_HOME(bool byItsOwnExecutable)
    {
        using var program = new FaultProgram();
        var command = program.Command(byItsOwnExecutable ? null : BuiltProgram.Host, "answer");
        foreach (var name in command.Environment.Keys.Where(static name => name != "DOTNET_ROOT").ToArray()) command.Environment.Remove(name);
        await AssertAnswersAsync(program, command);
    }

    [Fact]
    public async Task An_environment_that_names_another_runtime()
    {
        using var program = new FaultProgram();
        var command = program.Command(BuiltProgram.Host, "answer");
        command.Environment["PATH"] = command.Environment["DOTNET_ROOT"] = command.Environment["DOTNET_HOST_PATH"] = program.Scratch;
        await AssertAnswersAsync(program, command);
    }

    private static async Task AssertAnswersAsync(FaultProgram program, System.Diagnostics.ProcessStartInfo command)
    {
        var (exitCode, error) = await program.RunAsync(command);
        Assert.True(exitCode == 0, error);
        Assert.Equal(["spawn: 42", "spare: 42", "failure: 1", "left: nothing", "end"], program.Report.Where(static line => !line.StartsWith("output", StringComparison.Ordinal)));
    }
}

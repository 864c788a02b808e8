namespace Multiprocessing.Tests.Faults;

/// <summary>A program knows nothing of the library and loads a plug-in that brings a copy of its own.</summary>
[Collection(FaultCollection.Name)]
[Trait("Kind", "fault")]
public sealed class PlugInCopyTests
{
    private static readonly string[] s_own = ["Multiprocessing.dll", "Multiprocessing.Launcher.dll"];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_plug_in_has_children_spares_and_pools(bool hasProgramACopyToo)
    {
        using var program = new FaultProgram();
        var folder = MakePlugIn(program, takesLibrary: !hasProgramACopyToo);
        var report = await program.RunAsync("plug-in", folder);
        Assert.Equal(["spawn: captured", "argument: Part 7", "spare: 42", "exception: FormatException", "grandchild: 42", "pool: 285", "shared: 3", $"library: {folder}", "base: True", "end"], report);
    }

    [Fact]
    public async Task A_plug_in_that_may_be_unloaded_is_told_so()
    {
        using var program = new FaultProgram();
        var report = await program.RunAsync("plug-in-collectible", MakePlugIn(program, takesLibrary: true));
        Assert.Contains("load it into a context that is not collectible", report[0], StringComparison.Ordinal);
    }

    // The program itself serves as its plug-in.
    private static string MakePlugIn(FaultProgram program, bool takesLibrary)
    {
        var folder = Directory.CreateDirectory(Path.Combine(program.Folder, "plug-in")).FullName;
        foreach (var file in (string[])[.. s_own, "FaultProgram.dll"]) File.Copy(Path.Combine(program.Folder, file), Path.Combine(folder, file));
        if (!takesLibrary) return folder;
        foreach (var file in s_own) File.Delete(Path.Combine(program.Folder, file));
        // It lists what is not there any more; without it, the host takes what is there.
        File.Delete(Path.Combine(program.Folder, "FaultProgram.deps.json"));
        return folder;
    }
}

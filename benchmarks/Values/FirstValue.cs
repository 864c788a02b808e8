using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using Values.Contestants;
using Values.Rows;
using Values.Types;

namespace Values;

/// <summary>Both halves of the row value-first: the process that asks and the one that does the work.</summary>
internal static class FirstValue
{
    public const string Argument = "first";

    public static double InNewProcess(DotnetContestant contestant)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { RedirectStandardOutput = true };
        // "dotnet Values.dll" instead of the program's own host.
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet") start.ArgumentList.Add(typeof(FirstValue).Assembly.Location);
        start.ArgumentList.Add(Argument);
        start.ArgumentList.Add(contestant.Name);
        using var process = Process.Start(start)!;
        var figure = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(figure, CultureInfo.InvariantCulture);
    }

    /// <summary>All that a serializer needs before its first value is counted: its assemblies, its set-up, its code.</summary>
    public static void Print(string name)
    {
        var contestant = (DotnetContestant)Contestant.All.First(contestant => contestant.Name == name);
        var value = Make.Flat();
        var buffer = new ArrayBufferWriter<byte>(1024);
        var start = Stopwatch.GetTimestamp();
        var codec = contestant.Create<FlatRecord>(keepsReferences: false);
        codec.Write(buffer, value);
        var result = codec.Read(buffer.WrittenMemory);
        var elapsed = Stopwatch.GetElapsedTime(start);
        if (result != value) throw new InvalidOperationException($"{name} reads something else than it wrote.");
        Console.WriteLine(elapsed.TotalNanoseconds.ToString(CultureInfo.InvariantCulture));
    }
}

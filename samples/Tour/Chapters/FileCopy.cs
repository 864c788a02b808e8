using Multiprocessing;
using Spectre.Console;

namespace Tour.Chapters;

/// <summary>A real file, copied in two halves by two processes, each writing at its own place in one output.</summary>
internal static class FileCopy
{
    // An odd size, so that the halves differ.
    private const int SampleSize = 5_000_001;
    private const int BlockSize = 256 * 1024;

    internal static async Task RunAsync(TourOptions options)
    {
        var folder = Directory.CreateTempSubdirectory("tour-");
        try
        {
            var source = options.File ?? CreateSample(folder);
            var target = Path.Combine(folder.FullName, "copy.bin");
            await CopyAsync(source, target);
            var verdict = SameContent.IsIn(source, target) ? "identical" : "DIFFERENT";
            Console.WriteLine($"Copied {new FileInfo(source).Length} bytes in two halves, compared byte for byte: {verdict}.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string CreateSample(DirectoryInfo folder)
    {
        var path = Path.Combine(folder.FullName, "source.bin");
        var content = new byte[SampleSize];
        Random.Shared.NextBytes(content);
        File.WriteAllBytes(path, content);
        return path;
    }

    private static async Task CopyAsync(string source, string target)
    {
        using var input = File.OpenHandle(source);
        var length = RandomAccess.GetLength(input);
        // The output has its full length before either child opens it, so neither has to wait for the other.
        using (var output = File.OpenHandle(target, FileMode.CreateNew, FileAccess.Write)) RandomAccess.SetLength(output, length);

        var half = length / 2;
        // A redirected output shows no bar, so the reports are summed up for it.
        var summaries = await AnsiConsole.Progress().StartAsync(context => Task.WhenAll(
            CopyPartAsync(context, "first half", new Part(source, target, 0, half)),
            CopyPartAsync(context, "second half", new Part(source, target, half, length - half))));
        foreach (var summary in summaries) Console.WriteLine(summary);
    }

    private static async Task<string> CopyPartAsync(ProgressContext context, string title, Part part)
    {
        var bar = context.AddTask(title, maxValue: Math.Max(1, part.Count));
        IProgress<long> progress = new BarProgress(bar);
        var id = await ChildProcess.RunAsync(() => CopyPart(part, progress));
        var summary = $"{title}: {bar.Value:F0} of {part.Count} bytes reported by process {id}";
        // An empty half is full, too.
        bar.Value = bar.MaxValue;
        return summary;
    }

    // Runs in the child.
    private static int CopyPart(Part part, IProgress<long> progress)
    {
        using var source = File.OpenHandle(part.Source);
        using var target = File.OpenHandle(part.Target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var buffer = new byte[BlockSize];
        for (long done = 0; done < part.Count;)
        {
            var wanted = (int)Math.Min(BlockSize, part.Count - done);
            var read = RandomAccess.Read(source, buffer.AsSpan(0, wanted), part.Offset + done);
            if (read == 0) throw new EndOfStreamException($"'{part.Source}' became shorter while it was copied.");
            RandomAccess.Write(target, buffer.AsSpan(0, read), part.Offset + done);
            done += read;
            progress.Report(done);
        }

        return Environment.ProcessId;
    }

    private sealed record Part(string Source, string Target, long Offset, long Count);

    // Progress<T> would hand each report to the thread pool, where they overtake one another.
    private sealed class BarProgress(ProgressTask bar) : IProgress<long>
    {
        public void Report(long value) => bar.Value = value;
    }
}

using Multiprocessing;
using Spectre.Console;

namespace Tour.Chapters;

/// <summary>The main job: a real file, copied in two halves by two processes, each writing at its own place in one output.</summary>
internal static class FileCopy
{
    private const int BlockSize = 256 * 1024;

    // An odd size, so that the halves differ.
    private const int Size = 20_000_001;

    internal static async Task RunAsync()
    {
        var folder = Directory.CreateTempSubdirectory("tour-");
        try
        {
            var source = Path.Combine(folder.FullName, "source.bin");
            var target = Path.Combine(folder.FullName, "copy.bin");
            var content = new byte[Size];
            new Random(1).NextBytes(content);
            await File.WriteAllBytesAsync(source, content);
            await CopyAsync(source, target);
            var copied = await File.ReadAllBytesAsync(target);
            var same = content.AsSpan().SequenceEqual(copied);
            Console.WriteLine($"Copied {Size} bytes in two halves: {(same ? "identical" : "DIFFERENT")}.");
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    internal static async Task CopyAsync(string source, string target)
    {
        var length = new FileInfo(source).Length;
        using (var output = File.OpenHandle(target, FileMode.Create, FileAccess.Write, FileShare.ReadWrite)) RandomAccess.SetLength(output, length);

        await AnsiConsole.Progress().StartAsync(async context =>
        {
            var half = length / 2;
            var first = CopyPartAsync(context.AddTask("first half", maxValue: Math.Max(1, half)), source, target, 0, half);
            var second = CopyPartAsync(context.AddTask("second half", maxValue: Math.Max(1, length - half)), source, target, half, length - half);
            await Task.WhenAll(first, second);
        });
    }

    private static Task CopyPartAsync(ProgressTask bar, string source, string target, long offset, long count) =>
        ChildProcess.RunAsync(CopyPart, new Part(source, target, offset, count), (IProgress<long>)new BarProgress(bar));

    // Runs in the child.
    private static void CopyPart(Part part, IProgress<long> progress)
    {
        using var source = File.OpenHandle(part.Source);
        using var target = File.OpenHandle(part.Target, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        var buffer = new byte[BlockSize];
        for (long done = 0; done < part.Count;)
        {
            var read = RandomAccess.Read(source, buffer.AsSpan(0, (int)Math.Min(BlockSize, part.Count - done)), part.Offset + done);
            if (read == 0) throw new EndOfStreamException($"'{part.Source}' became shorter while it was copied.");
            RandomAccess.Write(target, buffer.AsSpan(0, read), part.Offset + done);
            done += read;
            progress.Report(done);
        }
    }

    private sealed record Part(string Source, string Target, long Offset, long Count);

    // Reports arrive here, in the parent.
    private sealed class BarProgress(ProgressTask bar) : IProgress<long>
    {
        public void Report(long value) => bar.Value = value;
    }
}

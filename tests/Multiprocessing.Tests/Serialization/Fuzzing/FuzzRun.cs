using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Serialization.Fuzzing;

/// <summary>
/// Reads damaged messages one after the other, in a process of its own, since one that went wrong could take the process with it.
/// </summary>
internal static class FuzzRun
{
    /// <summary>Beyond what a reader is allowed: the reader itself, and the exception.</summary>
    private const long Constant = 32 << 10;

    private static int s_seed;

    /// <summary>What went wrong, or null.</summary>
    /// <param name="first">The first seed.</param>
    /// <param name="count">How many seeds.</param>
    /// <param name="diary">A file that has the seed which is being read.</param>
    internal static string? Run(int first, int count, string diary)
    {
        using var file = File.OpenHandle(diary, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        new Thread(Watch) { IsBackground = true }.Start();
        for (var seed = first; seed < first + count; seed++)
        {
            Volatile.Write(ref s_seed, seed);
            RandomAccess.Write(file, BitConverter.GetBytes(seed), 0);
            if (Read(new FuzzInput(seed)) is { } wrong) return $"Seed {seed}: {wrong}";
            // What was overwritten shows when the heap is walked.
            if (seed % 512 == 0) GC.Collect();
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        return null;
    }

    // A process that stands still ends, so that the one that waits for it learns of the seed.
    private static void Watch()
    {
        for (var (seed, rounds) = (-1, 0); ; rounds++)
        {
            Thread.Sleep(1_000);
            if (seed != Volatile.Read(ref s_seed)) (seed, rounds) = (Volatile.Read(ref s_seed), 0);
            else if (rounds > 30) Environment.FailFast($"Seed {seed} has not come to an end. The last that was used is a {Touch.Current}.");
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "Which exceptions are right is what is tested.")]
    internal static string? Read(FuzzInput input)
    {
        object? value;
        try
        {
            value = ReadWithin(input, out var allocated);
            // What is made once in a process is not the message's.
            if (allocated > input.Limit + Constant) ReadWithin(input, out allocated);
            if (allocated > input.Limit + Constant) return $"{allocated:N0} bytes were taken for a {value?.GetType()}, a message of {input.Bytes.Length} that may take {input.Limit:N0}.";
        }
        catch (Exception exception) when (exception is InvalidDataException || IsOfProgram(exception))
        {
            return null;
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }

        try
        {
            Touch.All(value);
            Send(value);
            return null;
        }
        catch (Touch.EndlessException exception)
        {
            return exception.Message;
        }
    }

    // A class that the message names may have a static constructor that fails, or make nothing of what stands for it.
    private static bool IsOfProgram(Exception exception) =>
        exception is TypeInitializationException || exception.StackTrace?.Contains("FromSurrogate(", StringComparison.Ordinal) == true;

    private static object? ReadWithin(FuzzInput input, out long allocated)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            return new ObjectReader(input.Bytes, limit: input.Limit).ReadGraph(input.Type);
        }
        finally
        {
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A damaged value may be refused in any way.")]
    private static void Send(object? value)
    {
        try
        {
            ValueSerializer.Default.Serialize(new ArrayBufferWriter<byte>(), value);
        }
        catch (Exception)
        {
        }
    }
}

using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Serialization.Fuzzing;

/// <summary>A reader that is told how much memory the values may take, takes no more, whatever they are.</summary>
public sealed class AllocationTests
{
    private const int Copies = 300;

    /// <summary>Beyond what is allowed: the reader itself, and the exception.</summary>
    private const long Constant = 32 << 10;

    public static IEnumerable<TheoryDataRow<string>> Names =>
        TravelExamples.All.Keys.Select(static name => new TheoryDataRow<string>(name));

    [Theory, MemberData(nameof(Names))]
    public void Many_values_of_one_kind(string name)
    {
        foreach (var example in TravelExamples.All[name])
        {
            var many = Enumerable.Range(0, Copies).Select(_ => Codec.Copy(example.Value)).ToArray();
            var bytes = Codec.Bytes<object>(many);
            // What is made once in a process is not the message's.
            Read(bytes, long.MaxValue);
            for (var limit = 1L << 14; limit < 1L << 24; limit *= 4)
            {
                var allocated = Read(bytes, limit);
                Assert.True(allocated <= limit + Constant, $"{allocated:N0} bytes were taken, of {limit:N0}.");
            }
        }
    }

    private static long Read(byte[] bytes, long limit)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        try
        {
            new ObjectReader(bytes, limit: limit).ReadGraph(typeof(object));
        }
        catch (InvalidDataException)
        {
        }

        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}

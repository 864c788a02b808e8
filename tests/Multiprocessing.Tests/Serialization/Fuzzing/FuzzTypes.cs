using System.Buffers;
using System.Runtime.Serialization;

namespace Multiprocessing.Tests.Serialization.Fuzzing;

/// <summary>Types of a program, for the messages that are damaged.</summary>
internal static class FuzzTypes
{
    internal sealed class Node
    {
        internal string? Name;
        internal Node? Next;
        internal object? Any;
        internal List<Node> Children = [];
        internal Dictionary<int, Node>? ByNumber;
    }

    internal sealed record Everything(int Number, decimal Price, DateTimeOffset Time, DateOnly Day, TimeOnly Hour, Memory<int> Memory, ReadOnlyMemory<char> Text, ArraySegment<byte> Segment, (int, string, decimal) Tuple, int? Maybe, Guid Id);

    internal struct Money
    {
        internal decimal Amount;
        internal DayOfWeek Day = DayOfWeek.Monday;

        public Money()
        {
        }

        internal bool IsPaid;
    }

    internal sealed class Watched : IDeserializationCallback
    {
        internal int Received;
        internal Watched? Other;

        public void OnDeserialization(object? sender) => Received++;
    }

    internal sealed class Handle : ISurrogateSerializable<Handle, (string Name, List<int> Numbers)>
    {
        internal string Name = "";
        internal List<int> Numbers = [];

        public (string Name, List<int> Numbers) ToSurrogate() => (Name, Numbers);

        public static Handle FromSurrogate((string Name, List<int> Numbers) surrogate) =>
            new() { Name = surrogate.Name, Numbers = surrogate.Numbers };
    }

    internal sealed class Finalized
    {
        private readonly string[] _names = ["one", "two"];
        internal static int Count;

        ~Finalized() => Interlocked.Add(ref Count, _names?.Length ?? 0);
    }

    internal sealed class Failure(string message, Exception? inner) : Exception(message, inner)
    {
        internal int Code = 5;
        internal int[] Details = [1, 2];
    }

    internal sealed class Segment : ReadOnlySequenceSegment<byte>
    {
        internal Segment(byte[] bytes, Segment? before)
        {
            Memory = bytes;
            if (before is null) return;
            before.Next = this;
            RunningIndex = before.RunningIndex + before.Memory.Length;
        }
    }
}

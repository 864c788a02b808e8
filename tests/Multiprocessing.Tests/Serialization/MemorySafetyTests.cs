using System.Buffers;
using System.Reflection;
using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Serialization;

/// <summary>What lies in memory is believed to be what its type says.</summary>
public sealed unsafe class MemorySafetyTests
{
    [Fact]
    public void An_array_of_pointers_is_refused()
    {
        Assert.Contains("an address has no meaning", Codec.Refusal(new int*[] { (int*)0x10 }), StringComparison.Ordinal);
        Assert.Contains("an address has no meaning", Codec.Refusal(new Pointers { All = [(int*)0x10, null] }), StringComparison.Ordinal);
        Assert.Contains("an address has no meaning", Codec.Refusal(new delegate*<void>[] { (delegate*<void>)0x10 }), StringComparison.Ordinal);
        Assert.Contains("an address has no meaning", Codec.Refusal(new int*[1, 1]), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_references_in_one_place()
    {
        int[] numbers = [1_000_000, 2, 3];
        Assert.Equal(numbers, Codec.Copy(new[] { new Either { Any = numbers, Number = 7 } })[0].Any);
        var copy = Codec.Copy(new Either { Any = "text", Number = 7 });
        Assert.Equal(("text", 7), (copy.Text, copy.Number));
    }

    [Fact]
    public void Memory_that_did_not_move_may_move_where_it_arrives()
    {
        var copy = Codec.Copy(new[] { MemoryMarshal.CreateFromPinnedArray(GC.AllocateArray<byte>(10, pinned: true), 2, 3) })[0];
        using var pin = copy.Pin();
        // With a handle: without one, the array is believed to be pinned already.
        Assert.True(((GCHandle)typeof(MemoryHandle).GetField("_handle", BindingFlags.Instance | BindingFlags.NonPublic)!.GetValue(pin)!).IsAllocated);
        Assert.Equal(3, copy.Length);
    }

    [Fact]
    public void A_value_in_a_box_and_one_without_are_written_alike()
    {
        var (bytes, type) = (new ArrayBufferWriter<byte>(), typeof(int?));
        ValueSerializer.Default.Serialize(bytes, 5, type);
        Assert.Equal(5, ValueSerializer.Default.Deserialize<int?>(bytes.WrittenMemory));
        Assert.Equal(5, ValueSerializer.Default.Deserialize(Codec.Bytes<int?>(5), type));
        Assert.Null(Codec.Copy<int?>(null));
        Assert.Equal(("a", 1), Codec.Copy<(string, int)?>(("a", 1)));
    }

    private sealed class Pointers
    {
        internal int*[]? All;
    }

    [StructLayout(LayoutKind.Explicit)]
    private struct Either
    {
        [FieldOffset(0)]
        internal object? Any;

        [FieldOffset(0)]
        internal string? Text;

        [FieldOffset(8)]
        internal int Number;
    }
}

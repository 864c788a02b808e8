using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Memory;

public sealed partial class SharedMemoryTests
{
    private static string NewName => $"multiprocessing-test-{Guid.NewGuid():N}";

    // A write to memory that is not there would end the process.
    [Fact]
    public void A_segment_has_its_memory_from_the_start()
    {
        const int Blocks = 64;
        const int BlockBytes = 512;
        using var memory = SharedMemory.Create(Blocks * BlockBytes);
        using var process = Process.Start(new ProcessStartInfo("stat", ["-c", "%b", "/dev/shm/" + memory.Name]) { RedirectStandardOutput = true })!;
        Assert.Equal(Blocks, int.Parse(process.StandardOutput.ReadToEnd(), CultureInfo.InvariantCulture));
        memory.Unlink();
    }

    [Fact]
    public void What_one_writes_the_other_reads()
    {
        var name = NewName;
        using var one = SharedMemory.Create(100, name);
        using var other = SharedMemory.Open(name);
        Assert.Equal((name, 100L), (one.Name, one.Size));
        Assert.Equal((name, 100L), (other.Name, other.Size));
        Assert.False(one.Span.ContainsAnyExcept((byte)0));
        one.Span[3] = 7;
        Assert.Equal(7, other.AsMemory().Span[3]);
        other.As<int>(4, 2)[1] = 0x01020304;
        Assert.Equal(0x01020304, one.As<int>()[2]);
        Assert.Equal(25, one.As<int>().Length);
        Assert.Equal(12, one.As<long>().Length);
        Assert.Equal(7, one.As<byte>(3, 1)[0]);
        Assert.Equal(7, one.AsMemory(3, 1).Span[0]);
        Assert.True(one.Unlink());
    }

    [Fact]
    public void A_name_is_made_up_as_Pythons_are()
    {
        using var memory = SharedMemory.Create(1);
        Assert.Matches(OwnName(), memory.Name);
        Assert.True(File.Exists("/dev/shm/" + memory.Name));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode("/dev/shm/" + memory.Name));
        Assert.True(memory.Unlink());
        Assert.False(File.Exists("/dev/shm/" + memory.Name));
    }

    [Fact]
    public void A_name_with_the_systems_slash_is_the_same_name()
    {
        var name = NewName;
        using var memory = SharedMemory.Create(1, "/" + name);
        Assert.Equal(name, memory.Name);
        using var other = SharedMemory.Open("/" + name);
        Assert.True(other.Unlink());
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    [InlineData(".")]
    [InlineData("/..")]
    [InlineData("a/b")]
    [InlineData("//a")]
    [InlineData("a\0b")]
    public void Names_that_are_none_are_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => SharedMemory.Create(1, name));
        Assert.Throws<ArgumentException>(() => SharedMemory.Open(name));
    }

    [Fact]
    public void Names_are_as_long_as_files_names()
    {
        using var memory = SharedMemory.Create(1, NewName.PadRight(253, 'x') + "é");
        Assert.True(memory.Unlink());
        Assert.Throws<ArgumentException>(static () => SharedMemory.Create(1, NewName.PadRight(254, 'x') + "é"));
    }

    [Fact]
    public void Misuse_is_a_clear_exception()
    {
        var name = NewName;
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedMemory.Create(0, name));
        Assert.Throws<ArgumentOutOfRangeException>(static () => SharedMemory.Create(-1));
        Assert.Throws<ArgumentOutOfRangeException>(() => SharedMemory.Open(name, -1));
        Assert.Throws<ArgumentNullException>(static () => SharedMemory.Open(null!));
        Assert.Equal(name, Assert.Throws<FileNotFoundException>(() => SharedMemory.Open(name)).FileName);
        Assert.Contains("room for", Assert.Throws<InsufficientMemoryException>(() => SharedMemory.Create(1L << 50, name)).Message, StringComparison.Ordinal);
        Assert.False(File.Exists("/dev/shm/" + name));
        using var memory = SharedMemory.Create(10, name);
        var exists = Assert.Throws<IOException>(() => SharedMemory.Create(10, name));
        Assert.Contains(name, exists.Message, StringComparison.Ordinal);
        Assert.Contains("already", exists.Message, StringComparison.Ordinal);
        var small = Assert.Throws<InvalidDataException>(() => SharedMemory.Open(name, 11));
        Assert.Contains("10 bytes", small.Message, StringComparison.Ordinal);
        Assert.Contains("11", small.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => { memory.As<byte>(0, 11); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { memory.As<byte>(-1, 1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { memory.As<int>(8, 1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => { memory.As<int>(0, -1); });
        Assert.Throws<ArgumentOutOfRangeException>(() => memory.AsMemory(11, 0));
        Assert.True(memory.Unlink());
    }

    [Fact]
    public void A_segment_that_is_still_without_bytes_is_named_so()
    {
        var name = NewName;
        using (File.Create("/dev/shm/" + name))
        {
            Assert.Contains("no bytes", Assert.Throws<InvalidDataException>(() => SharedMemory.Open(name)).Message, StringComparison.Ordinal);
        }

        File.Delete("/dev/shm/" + name);
    }

    [Fact]
    public void A_disposed_segment_refuses_everything_but_to_be_unlinked()
    {
        var memory = SharedMemory.Create(10);
        var span = memory.AsMemory();
        using var other = SharedMemory.Open(memory.Name);
        memory.Dispose();
        memory.Dispose();
        Action[] uses =
        [
            () => _ = memory.Size,
            () => _ = memory.Span,
            () => memory.As<int>(),
            () => memory.As<int>(0, 0),
            () => memory.AsMemory(0, 0),
            () => _ = span.Span,
            () => Codec.Copy(memory),
        ];
        foreach (var use in uses) Assert.Throws<ObjectDisposedException>(use);
        Assert.Equal(10, other.Size);
        Assert.True(memory.Unlink());
        Assert.False(memory.Unlink());
        Assert.False(other.Unlink());
        // It is there for those who have it.
        other.Span[9] = 1;
    }

    [Fact]
    public void Another_segment_of_the_same_name_is_left_alone()
    {
        var name = NewName;
        using var first = SharedMemory.Create(10, name);
        File.Delete("/dev/shm/" + name);
        using var second = SharedMemory.Create(20, name);
        Assert.False(first.Unlink());
        Assert.True(File.Exists("/dev/shm/" + name));
        Assert.True(second.Unlink());
    }

    [Fact]
    public async Task It_travels_by_its_name()
    {
        using var memory = SharedMemory.Create(10);
        memory.Span[0] = 1;
        var bytes = memory.AsMemory(5, 3);
        Assert.Equal((1, memory.Name, true), await ChildProcess.RunAsync(() =>
        {
            memory.Span[1] = 2;
            bytes.Span.Fill(9);
            var again = ValueSerializer.Default.Deserialize<SharedMemory[]>(Codec.Bytes<SharedMemory[]>([memory, memory]));
            return (memory.Span[0], memory.Name, ReferenceEquals(again[0], again[1]));
        }));
        Assert.Equal([1, 2, 0, 0, 0, 9, 9, 9, 0, 0], memory.Span.ToArray());
        Assert.True(memory.Unlink());
    }

    [Fact]
    public void What_was_unlinked_on_the_way_is_named_so()
    {
        var name = NewName;
        using var memory = SharedMemory.Create(10, name);
        var message = Codec.Bytes(memory);
        Assert.True(memory.Unlink());
        Assert.Throws<FileNotFoundException>(() => ValueSerializer.Default.Deserialize<SharedMemory>(message));
        using var next = SharedMemory.Create(10, name);
        Assert.Contains("another one", Assert.Throws<FileNotFoundException>(() => ValueSerializer.Default.Deserialize<SharedMemory>(message)).Message, StringComparison.Ordinal);
        Assert.True(next.Unlink());
    }

    [Fact]
    public void A_message_with_a_name_that_cannot_be_is_damage()
    {
        using var memory = SharedMemory.Create(10, "multiprocessing-test-zzz");
        var message = Codec.Bytes(memory);
        Assert.True(memory.Unlink());
        var place = message.AsSpan().IndexOf(MemoryMarshal.AsBytes("zzz".AsSpan()));
        message[place] = (byte)'/';
        Assert.Throws<InvalidDataException>(() => ValueSerializer.Default.Deserialize<SharedMemory>(message));
    }

    [Fact]
    public void More_than_four_gibibytes_are_taken_in_parts()
    {
        const long Size = 5L << 30;
        using var memory = SharedMemory.Create(Size);
        Assert.True(memory.Unlink());
        Assert.Throws<InvalidOperationException>(() => { _ = memory.Span; });
        Assert.Throws<InvalidOperationException>(() => memory.AsMemory());
        memory.As<byte>(Size - 4, 4).Fill(1);
        Assert.Equal(0x01010101, memory.As<int>(Size - 4, 1)[0]);
        Assert.Equal(0x01010101, memory.As<int>()[^1]);
        Assert.Equal(1, memory.AsMemory(Size - 1, 1).Span[0]);
    }

    [GeneratedRegex("^psm_[0-9a-f]{8}$")]
    private static partial Regex OwnName();
}

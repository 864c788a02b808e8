namespace Multiprocessing.Tests.Memory;

public sealed class SharedListTests
{
    private const string Format = "qqdxxxxxxx?xxxxxxx?8s8s16s8s8sxxxxxx?xq16s";
    private static readonly object?[] s_items = [1, -2L, 2.5, true, false, "text", "", "täxt\U0001F600", new byte[] { 0, 1, 2 }, Array.Empty<byte>(), null, long.MinValue, "12345678"];

    [Fact]
    public void Items_are_what_they_were_made_of()
    {
        using var list = SharedList.Create(s_items);
        Assert.Equal(13, list.Count);
        Assert.Equal([1L, -2L, 2.5, true, false, "text", "", "täxt\U0001F600", new byte[] { 0, 1, 2 }, Array.Empty<byte>(), null, long.MinValue, "12345678"], list);
        Assert.Equal(Format, list.Format);
        Assert.Equal((1, 2.5, true), ((long)list[0]!, (double)list[2]!, (bool)list[3]!));
        Assert.Equal("text", (string?)list[5]);
        Assert.Equal([0, 1, 2], (byte[]?)list[8]);
        Assert.Null((string?)list[10]);
        Assert.Null((byte[]?)list[10]);
        Assert.Equal("12345678", list[^1]);
        Assert.True(list.Memory.Unlink());
    }

    [Fact]
    public void All_kinds_of_numbers_are_taken()
    {
        using var list = SharedList.Create([(sbyte)-1, (byte)2, (short)-3, (ushort)4, 5, 6u, 7L, 8ul, 1.5f, 2.5]);
        Assert.Equal([-1L, 2L, -3L, 4L, 5L, 6L, 7L, 8L, 1.5, 2.5], list);
        Assert.True(list.Memory.Unlink());
    }

    [Fact]
    public void Items_can_be_set_to_any_kind_that_fits()
    {
        using var list = SharedList.Create([1, "1234567", "12345678", null]);
        list[0] = "12345678";
        list[1] = 5;
        list[2] = "1234567890123456";
        list[3] = true;
        Assert.Equal(["12345678", 5L, "1234567890123456", true], list);
        Assert.Equal("8sq16sxxxxxxx?", list.Format);
        list[2] = "12";
        list[1] = new byte[] { 1 };
        Assert.Equal(["12345678", new byte[] { 1 }, "12", true], list);
        list[0] = null;
        Assert.Null(list[0]);
        foreach (var tooLong in (object[])["123456789", "1234567ü", new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }])
        {
            var failure = Assert.Throws<ArgumentException>(() => list[1] = tooLong);
            Assert.Contains("8 bytes", failure.Message, StringComparison.Ordinal);
        }

        Assert.Equal([null, new byte[] { 1 }, "12", true], list);
        Assert.True(list.Memory.Unlink());
    }

    [Fact]
    public void Items_are_found()
    {
        using var list = SharedList.Create([1, 2.0, "x", new byte[] { 1 }, null, 1, true]);
        Assert.Equal(0, list.IndexOf(1L));
        Assert.Equal(0, list.IndexOf((byte)1));
        Assert.Equal(1, list.IndexOf(2.0));
        Assert.Equal(1, list.IndexOf(2f));
        Assert.Equal(2, list.IndexOf("x"));
        Assert.Equal(3, list.IndexOf(new byte[] { 1 }));
        Assert.Equal(4, list.IndexOf(null));
        Assert.Equal(6, list.IndexOf(true));
        Assert.Equal(-1, list.IndexOf(2));
        Assert.Equal(-1, list.IndexOf("y"));
        Assert.Equal(-1, list.IndexOf(new byte[] { 2 }));
        Assert.Equal(-1, list.IndexOf('x'));
        Assert.Equal(2, list.Count(item => Equals(item, 1L)));
        Assert.Equal(0, list.Count(item => Equals(item, false)));
        Assert.True(list.IndexOf(null) >= 0);
        Assert.Equal(-1, list.IndexOf(3));
        Assert.True(list.Memory.Unlink());
    }

    [Fact]
    public void What_a_list_cannot_hold_is_refused()
    {
        var name = $"multiprocessing-test-{Guid.NewGuid():N}";
        Assert.Throws<ArgumentNullException>(static () => SharedList.Create(null!));
        foreach (var item in (object[])['x', 1m, DayOfWeek.Friday, new object(), new[] { 1 }, "\ud800", "ends in zero\0", new byte[] { 1, 0 }, new string('x', 9_999_992)])
        {
            Assert.Throws<ArgumentException>(() => SharedList.Create([1, item], name));
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => SharedList.Create([ulong.MaxValue], name));
        Assert.False(File.Exists("/dev/shm/" + name));
        using var list = SharedList.Create([1, new string('x', 9_999_991)]);
        Assert.Equal(9_999_991, ((string)list[1]!).Length);
        Assert.Equal("q9999992s", list.Format);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[2]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[-1]);
        Assert.Throws<ArgumentOutOfRangeException>(() => list[2] = 1);
        Assert.Throws<ArgumentException>(() => list[0] = "\0");
        Assert.Throws<IOException>(() => SharedList.Create([1], list.Memory.Name));
        Assert.True(list.Memory.Unlink());
        list.Dispose();
        Assert.Throws<ObjectDisposedException>(() => list[0]);
        Assert.Throws<ObjectDisposedException>(() => list[0] = 1);
    }

    [Fact]
    public async Task A_list_is_opened_by_name_and_travels()
    {
        var name = $"multiprocessing-test-{Guid.NewGuid():N}";
        using var list = SharedList.Create([1, "x"], name);
        using (var other = SharedList.Open(name))
        {
            other[0] = 2;
            Assert.Equal([2L, "x"], list);
        }

        await ChildProcess.RunAsync(() => list[1] = "from a child"[..6]);
        Assert.Equal([2L, "from a"], list);
        using var returned = await ChildProcess.RunAsync(static () => SharedList.Create([1.5, null]));
        Assert.Equal([1.5, null], returned);
        Assert.True(returned.Memory.Unlink());
        Assert.True(list.Memory.Unlink());
        Assert.Throws<FileNotFoundException>(() => SharedList.Open(name));
    }

    [Fact]
    public void An_empty_list_is_a_list()
    {
        using var list = SharedList.Create([]);
        using var other = SharedList.Open(list.Memory.Name);
        Assert.Empty(list);
        Assert.Empty(other);
        Assert.Equal("", list.Format);
        Assert.Throws<ArgumentOutOfRangeException>(() => other[0]);
        Assert.True(list.Memory.Unlink());
    }

    [Fact]
    public void What_is_no_list_is_refused_whatever_it_holds()
    {
        using var list = SharedList.Create(s_items);
        var size = (int)list.Memory.Size;
        var good = list.Memory.Span.ToArray();
        using var memory = SharedMemory.Create(size);
        var random = new Random(1);
        Assert.True(list.Memory.Unlink());
        for (var round = 0; round < 3000; round++)
        {
            good.CopyTo(memory.Span);
            for (var change = random.Next(1, 4); change > 0; change--)
            {
                if (random.Next(2) == 0) memory.Span[random.Next(size)] = (byte)random.Next(256);
                else memory.As<long>()[random.Next(size / sizeof(long))] = random.Next(4) switch { 0 => -1, 1 => long.MaxValue, 2 => size, _ => random.Next(100) };
            }

            try
            {
                using var damaged = SharedList.Open(memory.Name);
                foreach (var _ in damaged.Take(100))
                {
                }

                if (damaged.Count > 0) damaged[0] = 1;
            }
            catch (Exception failure) when (failure is InvalidDataException or ArgumentException)
            {
            }
        }

        foreach (var length in (int[])[1, 15])
        {
            using var small = SharedMemory.Create(length);
            Assert.Throws<InvalidDataException>(() => SharedList.Open(small.Name));
            Assert.True(small.Unlink());
        }

        Assert.True(memory.Unlink());
    }

    [Fact]
    public void Python_reads_and_sets_items_of_a_list_that_is_made_here()
    {
        Python.Require();
        using var list = SharedList.Create(s_items);
        var said = Python.Run(
            """
            l = shared_memory.ShareableList(name=sys.argv[1])
            forget(l.shm)
            say(ascii(list(l)))
            say(l.format)
            say(l.count(None), l.index('text'))
            l[0] = 'python'
            l[5] = 10 ** 12
            l[10] = False
            l[7] = b'bytes'
            l[2] = None
            try:
                l[6] = 'too long for it'
            except ValueError as e:
                say(e)
            l.shm.close()
            """, list.Memory.Name);
        Assert.Equal(
            [
                @"[1, -2, 2.5, True, False, 'text', '', 't\xe4xt\U0001f600', b'\x00\x01\x02', b'', None, -9223372036854775808, '12345678']",
                Format,
                "1 5",
                "bytes/str item exceeds available storage",
            ], said);
        Assert.Equal(["python", -2L, null, true, false, 1_000_000_000_000L, "", "bytes"u8.ToArray(), new byte[] { 0, 1, 2 }, Array.Empty<byte>(), false, long.MinValue, "12345678"], list);
        Assert.True(list.Memory.Unlink());
    }

    [Fact]
    public void A_list_that_Python_makes_is_read_and_set_here()
    {
        Python.Require();
        using var python = new Python(
            """
            l = shared_memory.ShareableList([1, -2.5, True, False, 'text', b'\x00\x01', None, '', 'x' * 20, 'ends\x00'])
            say(l.shm.name)
            sys.stdin.readline()
            say(ascii(list(l)))
            say(l.format)
            l.shm.close()
            l.shm.unlink()
            """);
        using (var list = SharedList.Open(python.ReadLine()))
        {
            Assert.Equal([1L, -2.5, true, false, "text", new byte[] { 0, 1 }, null, "", new string('x', 20), "ends"], list);
            list[0] = "12345678";
            list[1] = true;
            list[2] = null;
            list[4] = -7;
            list[6] = 0.25;
            list[8] = new byte[] { 9, 0, 9 };
            list[9] = "täxt";
        }

        python.WriteLine();
        Assert.Equal([@"['12345678', True, None, False, -7, b'\x00\x01', 0.25, '', b'\t\x00\t', 't\xe4xt']", "8sxxxxxxx?xxxxxx?xxxxxxxx?q8sd8s24s8s"], python.Finish());
    }

    [Fact]
    public void Both_make_the_same_bytes()
    {
        Python.Require();
        using var list = SharedList.Create([1, -2.5, true, "text", new byte[] { 0, 1 }, null, "", "1234567", "12345678"]);
        var said = Python.Run(
            """
            l = shared_memory.ShareableList([1, -2.5, True, 'text', b'\x00\x01', None, '', '1234567', '12345678'])
            say(bytes(l.shm.buf).hex())
            l.shm.close()
            l.shm.unlink()
            """);
        Assert.Equal([Convert.ToHexStringLower(list.Memory.Span)], said);
        Assert.True(list.Memory.Unlink());
    }
}

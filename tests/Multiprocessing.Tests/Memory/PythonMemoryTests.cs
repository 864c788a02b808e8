namespace Multiprocessing.Tests.Memory;

/// <summary>The same segments in the real Python.</summary>
public sealed class PythonMemoryTests
{
    [Fact]
    public void Python_reads_and_writes_what_is_made_here()
    {
        Python.Require();
        using var memory = SharedMemory.Create(100);
        memory.As<int>()[0] = -5;
        memory.As<double>()[1] = 1.5;
        var said = Python.Run(
            """
            m = attach(sys.argv[1])
            say(m.name, m.size)
            say(*struct.unpack_from('i', m.buf, 0), *struct.unpack_from('d', m.buf, 8))
            m.buf.cast('i')[24] = 77
            m.close()
            """, memory.Name);
        Assert.Equal([$"{memory.Name} 100", "-5 1.5"], said);
        Assert.Equal(77, memory.As<int>()[24]);
        // Python's end has not removed it.
        Assert.True(memory.Unlink());
    }

    [Fact]
    public void What_Python_makes_is_read_and_written_here()
    {
        Python.Require();
        using var python = new Python(
            """
            from array import array
            m = shared_memory.SharedMemory(create=True, size=5000)
            m.buf[:24] = array('q', [1, -2, 3]).tobytes()
            say(m.name)
            sys.stdin.readline()
            say(*struct.unpack_from('qqq', m.buf, 0), m.buf[4999])
            m.close()
            m.unlink()
            """);
        var name = python.ReadLine();
        using (var memory = SharedMemory.Open(name, 5000))
        {
            Assert.Equal(5000, memory.Size);
            Assert.Equal([1, -2, 3], memory.As<long>(0, 3).ToArray());
            memory.As<long>()[1] = 20;
            memory.Span[4999] = 9;
        }

        python.WriteLine();
        Assert.Equal(["1 20 3 9"], python.Finish());
        Assert.Throws<FileNotFoundException>(() => SharedMemory.Open(name));
    }

    [Fact]
    public void Either_side_may_remove_the_name()
    {
        Python.Require();
        using var memory = SharedMemory.Create(10);
        Python.Run("shared_memory.SharedMemory(sys.argv[1]).unlink()", memory.Name);
        Assert.False(memory.Unlink());
        using var python = new Python(
            """
            m = shared_memory.SharedMemory('multiprocessing-test-' + sys.argv[1], create=True, size=10)
            say(m.name)
            sys.stdin.readline()
            m.buf[9] = 1
            try:
                shared_memory.SharedMemory(m.name)
            except FileNotFoundError:
                say('gone')
            forget(m)
            """, Guid.NewGuid().ToString("N"));
        using var opened = SharedMemory.Open(python.ReadLine());
        Assert.True(opened.Unlink());
        python.WriteLine();
        Assert.Equal(["gone"], python.Finish());
        Assert.Equal(1, opened.Span[9]);
    }

    [Fact]
    public void A_NumPy_array_is_read_here_and_the_other_way_round()
    {
        using var python = Python.WithNumPy(
            """
            import numpy
            made = numpy.arange(12, dtype=numpy.float64).reshape(3, 4)
            m = shared_memory.SharedMemory(create=True, size=made.nbytes)
            a = numpy.ndarray(made.shape, dtype=made.dtype, buffer=m.buf)
            a[:] = made
            say(m.name)
            theirs = attach(sys.stdin.readline().strip())
            b = numpy.ndarray((5,), dtype=numpy.int32, buffer=theirs.buf)
            say(a.sum(), a[2, 3], b.sum())
            b *= 2
            del a, b
            m.close()
            m.unlink()
            theirs.close()
            """);
        using var memory = SharedMemory.Open(python.ReadLine());
        Assert.Equal(66, Sum(memory.As<double>()));
        memory.As<double>()[(2 * 4) + 3] = 1000;
        using var own = SharedMemory.Create(5 * sizeof(int));
        ((ReadOnlySpan<int>)[1, 2, 3, 4, 5]).CopyTo(own.As<int>());
        python.WriteLine(own.Name);
        Assert.Equal(["1055.0 1000.0 15"], python.Finish());
        Assert.Equal([2, 4, 6, 8, 10], own.As<int>().ToArray());
        Assert.True(own.Unlink());

        static double Sum(ReadOnlySpan<double> values)
        {
            var sum = 0.0;
            foreach (var value in values) sum += value;
            return sum;
        }
    }
}

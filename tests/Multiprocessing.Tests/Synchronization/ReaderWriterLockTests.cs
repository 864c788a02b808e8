using Multiprocessing.Tests.Serialization;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>What SharedReaderWriterLock promises.</summary>
public sealed class ReaderWriterLockTests
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(20);

    [Fact]
    public void Many_read_or_one_writes()
    {
        var theLock = new SharedReaderWriterLock();
        using (theLock.ReadLock.Enter())
        {
            using (theLock.ReadLock.Enter()) Assert.Equal(2, theLock.ReaderCount);
            Assert.False(theLock.WriteLock.TryEnter());
            Assert.False(theLock.WriteLock.TryEnter(Moment));
            // The writer that gave up holds off nobody.
            Assert.True(theLock.ReadLock.TryEnter());
            theLock.ReadLock.Exit();
            Assert.False(theLock.WriteLock.IsHeld);
        }

        using (theLock.WriteLock.Enter())
        {
            Assert.True(theLock.WriteLock.IsHeld);
            Assert.True(theLock.WriteLock.IsHeldByCurrentProcess);
            Assert.False(theLock.ReadLock.TryEnter());
            Assert.False(theLock.ReadLock.TryEnter(Moment));
            Assert.False(theLock.WriteLock.TryEnter());
            Assert.Equal(0, theLock.ReaderCount);
        }

        Assert.True(theLock.WriteLock.TryEnter());
        theLock.WriteLock.Exit();
        Assert.Equal(0, theLock.ReaderCount);
    }

    [Fact]
    public void Other_processes_wait_too()
    {
        var theLock = new SharedReaderWriterLock();
        var score = new Scoreboard(1);
        var reader = ChildProcess.Start(() =>
        {
            using (theLock.ReadLock.Enter())
            {
                score[0] = 1;
                Eventually.IsTrue(() => score.Read(0) == 2);
            }
        });
        Eventually.IsTrue(() => score.Read(0) == 1);
        Assert.Equal(1, theLock.ReaderCount);
        Assert.True(theLock.ReadLock.TryEnter());
        Assert.False(theLock.WriteLock.TryEnter());
        theLock.ReadLock.Exit();
        Assert.False(theLock.WriteLock.TryEnter());
        score[0] = 2;
        using (theLock.WriteLock.Enter()) Assert.Equal(0, theLock.ReaderCount);
        Eventually.Ends(reader);
        var writer = ChildProcess.Start(() =>
        {
            using (theLock.WriteLock.Enter())
            {
                score[0] = 3;
                Eventually.IsTrue(() => score.Read(0) == 4);
            }
        });
        Eventually.IsTrue(() => score.Read(0) == 3);
        Assert.True(theLock.WriteLock.IsHeld);
        Assert.False(theLock.WriteLock.IsHeldByCurrentProcess);
        Assert.Throws<SynchronizationLockException>(theLock.WriteLock.Exit);
        Assert.False(theLock.ReadLock.TryEnter(Moment));
        score[0] = 4;
        using (theLock.ReadLock.Enter()) Eventually.Ends(writer);
    }

    [Fact]
    public void A_writer_that_waits_holds_off_new_readers()
    {
        var theLock = new SharedReaderWriterLock();
        theLock.ReadLock.Enter();
        var writer = Eventually.Run(() =>
        {
            using (theLock.WriteLock.Enter()) Assert.Equal(0, theLock.ReaderCount);
        });
        Eventually.IsTrue(() => !theLock.ReadLock.TryEnter() || Exits());
        Assert.False(theLock.ReadLock.TryEnter(Moment));
        theLock.ReadLock.Exit();
        Eventually.Ends(writer);
        Assert.True(theLock.ReadLock.TryEnter());

        bool Exits()
        {
            theLock.ReadLock.Exit();
            return false;
        }
    }

    [Fact]
    public void Readers_that_have_waited_go_before_the_next_writer()
    {
        var theLock = new SharedReaderWriterLock();
        var order = new List<string>();
        theLock.WriteLock.Enter();
        var nextWriter = Eventually.Run(() => Note(theLock.WriteLock.Enter(), "writer"));
        var readers = Enumerable.Range(0, 3).Select(_ => Eventually.Run(() => Note(theLock.ReadLock.Enter(), "reader"))).ToList();
        // They are on their way at least, and a few milliseconds is enough for the rest.
        Thread.Sleep(50);
        theLock.WriteLock.Exit();
        Eventually.Ends(nextWriter);
        readers.ForEach(Eventually.Ends);
        Assert.Equal("writer", order[^1]);

        void Note(LockScope scope, string who)
        {
            using (scope)
            {
                lock (order) order.Add(who);
            }
        }
    }

    [Fact]
    public void A_writer_that_gives_up_lets_those_in_that_waited_for_it()
    {
        var theLock = new SharedReaderWriterLock();
        theLock.ReadLock.Enter();
        using var enough = new CancellationTokenSource();
        var writer = Eventually.Run(() => Assert.Throws<OperationCanceledException>(() => theLock.WriteLock.Enter(enough.Token)));
        Eventually.IsTrue(() =>
        {
            if (!theLock.ReadLock.TryEnter()) return true;
            theLock.ReadLock.Exit();
            return false;
        });
        var reader = Eventually.Run(() =>
        {
            using (theLock.ReadLock.Enter()) Assert.Equal(2, theLock.ReaderCount);
        });
        Eventually.Waits(reader);
        enough.Cancel();
        Eventually.Ends(reader);
        Eventually.Ends(writer);
        theLock.ReadLock.Exit();
        using (theLock.WriteLock.Enter()) Assert.Equal(0, theLock.ReaderCount);
    }

    [Fact]
    public async Task Tasks_read_and_write()
    {
        var theLock = new SharedReaderWriterLock();
        using var soon = new CancellationTokenSource(20);
        using (await theLock.WriteLock.EnterAsync())
        {
            Assert.False(await theLock.ReadLock.TryEnterAsync(Moment));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => theLock.ReadLock.EnterAsync(soon.Token).AsTask());
        }

        using (await theLock.ReadLock.EnterAsync())
        {
            Assert.True(await theLock.ReadLock.TryEnterAsync(Moment));
            theLock.ReadLock.Exit();
            Assert.False(await theLock.WriteLock.TryEnterAsync(Moment));
            using var later = new CancellationTokenSource(20);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => theLock.WriteLock.EnterAsync(later.Token).AsTask());
        }

        var values = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(async () =>
        {
            for (var round = 0; round < 50; round++)
            {
                if (number % 4 == 0)
                {
                    using (await theLock.WriteLock.EnterAsync())
                    {
                        values.Item1++;
                        await Task.Yield();
                        values.Item2++;
                    }
                }
                else
                {
                    using (await theLock.ReadLock.EnterAsync())
                    {
                        var seen = values.Item1;
                        await Task.Yield();
                        Assert.Equal((seen, seen), values);
                    }
                }
            }
        }))).WaitAsync(Eventually.Patience);
        Assert.Equal((200, 200), values);
    }

    [Fact]
    public void A_reader_that_dies_gives_its_share_back()
    {
        var theLock = new SharedReaderWriterLock();
        var score = new Scoreboard(1);
        var readers = Enumerable.Range(0, 2).Select(_ => ChildProcess.Start(() =>
        {
            theLock.ReadLock.Enter();
            theLock.ReadLock.Enter();
            score.Add(0);
            Thread.Sleep(Timeout.Infinite);
        })).ToList();
        Eventually.IsTrue(() => score.Read(0) == 2);
        Assert.True(theLock.ReadLock.TryEnter());
        var writer = Eventually.Run(() =>
        {
            // Nothing was half written, so nobody is told of anything.
            using (theLock.WriteLock.Enter()) Assert.Equal(0, theLock.ReaderCount);
        });
        readers.ForEach(static reader => reader.Kill());
        Eventually.IsTrue(() => theLock.ReaderCount == 1);
        Eventually.Waits(writer);
        theLock.ReadLock.Exit();
        Eventually.Ends(writer);
    }

    [Fact]
    public void A_writer_that_dies_before_it_wrote_keeps_nobody_waiting()
    {
        var theLock = new SharedReaderWriterLock();
        theLock.ReadLock.Enter();
        var writer = ChildProcess.Start(() => { theLock.WriteLock.Enter(); });
        Eventually.IsTrue(() =>
        {
            if (!theLock.ReadLock.TryEnter()) return true;
            theLock.ReadLock.Exit();
            return false;
        });
        writer.Kill();
        using (theLock.ReadLock.Enter()) Assert.Equal(2, theLock.ReaderCount);
        theLock.ReadLock.Exit();
        using (theLock.WriteLock.Enter(out var wasAbandoned)) Assert.False(wasAbandoned);
    }

    [Fact]
    public async Task The_next_one_is_told_that_a_writer_died()
    {
        var theLock = new SharedReaderWriterLock();
        KillWriter(theLock);
        Assert.Contains("ReadLock.Enter(", Assert.Throws<AbandonedMutexException>(() => theLock.ReadLock.Enter()).Message);
        Assert.Equal(0, theLock.ReaderCount);
        using (theLock.ReadLock.Enter(out var wasAbandoned)) Assert.False(wasAbandoned);

        KillWriter(theLock);
        Assert.Contains("WriteLock.Enter(", Assert.Throws<AbandonedMutexException>(() => theLock.WriteLock.Enter()).Message);
        Assert.False(theLock.WriteLock.IsHeld);
        using (theLock.WriteLock.Enter(out var wasAbandoned)) Assert.False(wasAbandoned);

        KillWriter(theLock);
        using (theLock.WriteLock.Enter(out var wasAbandoned)) Assert.True(wasAbandoned);
        Assert.True(theLock.ReadLock.TryEnter());
        theLock.ReadLock.Exit();

        KillWriter(theLock);
        using (theLock.ReadLock.Enter(out var wasAbandoned)) Assert.True(wasAbandoned);
        Assert.True(theLock.WriteLock.TryEnter());
        theLock.WriteLock.Exit();

        KillWriter(theLock);
        await Assert.ThrowsAsync<AbandonedMutexException>(() => theLock.WriteLock.EnterAsync().AsTask());
        using (await theLock.ReadLock.EnterAsync()) Assert.Equal(1, theLock.ReaderCount);
    }

    [Fact]
    public async Task A_side_travels_by_itself()
    {
        using var theLock = new SharedReaderWriterLock();
        var (read, write) = (theLock.ReadLock, theLock.WriteLock);
        using (read.Enter())
        {
            Assert.Equal((true, true, false), (read.IsHeld, read.IsHeldByCurrentProcess, write.IsHeld));
            Assert.Equal((true, true, false, false), await ChildProcess.RunAsync(() => (read.TryEnter(), read.IsHeld, write.TryEnter(), write.IsHeldByCurrentProcess)));
        }

        using (write.Enter())
        {
            Assert.Equal((false, true, true), (read.IsHeld, write.IsHeld, write.IsHeldByCurrentProcess));
            Assert.Equal((false, false, true, false), await ChildProcess.RunAsync(() => (read.TryEnter(), read.IsHeld, write.IsHeld, write.IsHeldByCurrentProcess)));
        }

        Assert.Equal((false, false), (read.IsHeld, write.IsHeld));
    }

    [Fact]
    public void Misuse_is_an_error_at_once()
    {
        var theLock = new SharedReaderWriterLock();
        Assert.Throws<SynchronizationLockException>(theLock.ReadLock.Exit);
        Assert.Throws<SynchronizationLockException>(theLock.WriteLock.Exit);
        using (theLock.ReadLock.Enter())
        {
            Assert.Throws<SynchronizationLockException>(theLock.WriteLock.Exit);
            // What one object has entered, the same object exits.
            Assert.Throws<SynchronizationLockException>(Codec.Copy(theLock).ReadLock.Exit);
        }

        using (theLock.WriteLock.Enter()) Assert.Throws<SynchronizationLockException>(theLock.ReadLock.Exit);
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => theLock.ReadLock.TryEnter(TimeSpan.FromSeconds(-2)));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => theLock.WriteLock.TryEnter(TimeSpan.FromSeconds(-2)));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => theLock.ReadLock.Enter(cancelled.Token));
        Assert.Throws<OperationCanceledException>(() => theLock.WriteLock.Enter(cancelled.Token));
        Assert.Equal(0, theLock.ReaderCount);
        Assert.False(theLock.WriteLock.IsHeld);
        var (read, write) = (theLock.ReadLock, theLock.WriteLock);
        Assert.Equal((read, write), (theLock.ReadLock, theLock.WriteLock));
        theLock.Dispose();
        Assert.Throws<ObjectDisposedException>(() => theLock.ReadLock.Enter());
        Assert.Throws<ObjectDisposedException>(() => theLock.WriteLock.Enter());
        Assert.Throws<ObjectDisposedException>(read.Exit);
        Assert.Throws<ObjectDisposedException>(write.Exit);
        Assert.Throws<ObjectDisposedException>(() => read.Enter());
        Assert.Throws<ObjectDisposedException>(() => write.TryEnter());
        Assert.Throws<ObjectDisposedException>(() => theLock.ReaderCount);
    }

    private static void KillWriter(SharedReaderWriterLock theLock)
    {
        var child = ChildProcess.Start(() =>
        {
            theLock.WriteLock.Enter();
            Thread.Sleep(Timeout.Infinite);
        });
        Eventually.IsTrue(() => theLock.WriteLock.IsHeld);
        child.Kill();
        child.Join();
    }
}

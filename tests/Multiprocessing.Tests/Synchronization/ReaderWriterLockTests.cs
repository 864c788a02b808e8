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
        using (theLock.EnterRead())
        {
            using (theLock.EnterRead()) Assert.Equal(2, theLock.ReaderCount);
            Assert.False(theLock.TryEnterWrite());
            Assert.False(theLock.TryEnterWrite(Moment));
            // The writer that gave up holds off nobody.
            Assert.True(theLock.TryEnterRead());
            theLock.ExitRead();
            Assert.False(theLock.IsWriteHeld);
        }

        using (theLock.EnterWrite())
        {
            Assert.True(theLock.IsWriteHeld);
            Assert.True(theLock.IsWriteHeldByCurrentProcess);
            Assert.False(theLock.TryEnterRead());
            Assert.False(theLock.TryEnterRead(Moment));
            Assert.False(theLock.TryEnterWrite());
            Assert.Equal(0, theLock.ReaderCount);
        }

        Assert.True(theLock.TryEnterWrite());
        theLock.ExitWrite();
        Assert.Equal(0, theLock.ReaderCount);
    }

    [Fact]
    public void Other_processes_wait_too()
    {
        var theLock = new SharedReaderWriterLock();
        var score = new Scoreboard(1);
        var reader = ChildProcess.Start(() =>
        {
            using (theLock.EnterRead())
            {
                score[0] = 1;
                Eventually.IsTrue(() => score.Read(0) == 2);
            }
        });
        Eventually.IsTrue(() => score.Read(0) == 1);
        Assert.Equal(1, theLock.ReaderCount);
        Assert.True(theLock.TryEnterRead());
        Assert.False(theLock.TryEnterWrite());
        theLock.ExitRead();
        Assert.False(theLock.TryEnterWrite());
        score[0] = 2;
        using (theLock.EnterWrite()) Assert.Equal(0, theLock.ReaderCount);
        Eventually.Ends(reader);
        var writer = ChildProcess.Start(() =>
        {
            using (theLock.EnterWrite())
            {
                score[0] = 3;
                Eventually.IsTrue(() => score.Read(0) == 4);
            }
        });
        Eventually.IsTrue(() => score.Read(0) == 3);
        Assert.True(theLock.IsWriteHeld);
        Assert.False(theLock.IsWriteHeldByCurrentProcess);
        Assert.Throws<SynchronizationLockException>(theLock.ExitWrite);
        Assert.False(theLock.TryEnterRead(Moment));
        score[0] = 4;
        using (theLock.EnterRead()) Eventually.Ends(writer);
    }

    [Fact]
    public void A_writer_that_waits_holds_off_new_readers()
    {
        var theLock = new SharedReaderWriterLock();
        theLock.EnterRead();
        var writer = Eventually.Run(() =>
        {
            using (theLock.EnterWrite()) Assert.Equal(0, theLock.ReaderCount);
        });
        Eventually.IsTrue(() => !theLock.TryEnterRead() || Exits());
        Assert.False(theLock.TryEnterRead(Moment));
        theLock.ExitRead();
        Eventually.Ends(writer);
        Assert.True(theLock.TryEnterRead());

        bool Exits()
        {
            theLock.ExitRead();
            return false;
        }
    }

    [Fact]
    public void Readers_that_have_waited_go_before_the_next_writer()
    {
        var theLock = new SharedReaderWriterLock();
        var order = new List<string>();
        theLock.EnterWrite();
        var nextWriter = Eventually.Run(() => Note(theLock.EnterWrite(), "writer"));
        var readers = Enumerable.Range(0, 3).Select(_ => Eventually.Run(() => Note(theLock.EnterRead(), "reader"))).ToList();
        // They are on their way at least, and a few milliseconds is enough for the rest.
        Thread.Sleep(50);
        theLock.ExitWrite();
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
        theLock.EnterRead();
        using var enough = new CancellationTokenSource();
        var writer = Eventually.Run(() => Assert.Throws<OperationCanceledException>(() => theLock.EnterWrite(enough.Token)));
        Eventually.IsTrue(() =>
        {
            if (!theLock.TryEnterRead()) return true;
            theLock.ExitRead();
            return false;
        });
        var reader = Eventually.Run(() =>
        {
            using (theLock.EnterRead()) Assert.Equal(2, theLock.ReaderCount);
        });
        Eventually.Waits(reader);
        enough.Cancel();
        Eventually.Ends(reader);
        Eventually.Ends(writer);
        theLock.ExitRead();
        using (theLock.EnterWrite()) Assert.Equal(0, theLock.ReaderCount);
    }

    [Fact]
    public async Task Tasks_read_and_write()
    {
        var theLock = new SharedReaderWriterLock();
        using var soon = new CancellationTokenSource(20);
        using (await theLock.EnterWriteAsync())
        {
            Assert.False(await theLock.TryEnterReadAsync(Moment));
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => theLock.EnterReadAsync(soon.Token).AsTask());
        }

        using (await theLock.EnterReadAsync())
        {
            Assert.True(await theLock.TryEnterReadAsync(Moment));
            theLock.ExitRead();
            Assert.False(await theLock.TryEnterWriteAsync(Moment));
            using var later = new CancellationTokenSource(20);
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => theLock.EnterWriteAsync(later.Token).AsTask());
        }

        var values = (0, 0);
        await Task.WhenAll(Enumerable.Range(0, 16).Select(number => Task.Run(async () =>
        {
            for (var round = 0; round < 50; round++)
            {
                if (number % 4 == 0)
                {
                    using (await theLock.EnterWriteAsync())
                    {
                        values.Item1++;
                        await Task.Yield();
                        values.Item2++;
                    }
                }
                else
                {
                    using (await theLock.EnterReadAsync())
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
            theLock.EnterRead();
            theLock.EnterRead();
            score.Add(0);
            Thread.Sleep(Timeout.Infinite);
        })).ToList();
        Eventually.IsTrue(() => score.Read(0) == 2);
        Assert.True(theLock.TryEnterRead());
        var writer = Eventually.Run(() =>
        {
            // Nothing was half written, so nobody is told of anything.
            using (theLock.EnterWrite()) Assert.Equal(0, theLock.ReaderCount);
        });
        readers.ForEach(static reader => reader.Kill());
        Eventually.IsTrue(() => theLock.ReaderCount == 1);
        Eventually.Waits(writer);
        theLock.ExitRead();
        Eventually.Ends(writer);
    }

    [Fact]
    public void A_writer_that_dies_before_it_wrote_keeps_nobody_waiting()
    {
        var theLock = new SharedReaderWriterLock();
        theLock.EnterRead();
        var writer = ChildProcess.Start(() => { theLock.EnterWrite(); });
        Eventually.IsTrue(() =>
        {
            if (!theLock.TryEnterRead()) return true;
            theLock.ExitRead();
            return false;
        });
        writer.Kill();
        using (theLock.EnterRead()) Assert.Equal(2, theLock.ReaderCount);
        theLock.ExitRead();
        using (theLock.EnterWrite(out var wasAbandoned)) Assert.False(wasAbandoned);
    }

    [Fact]
    public async Task The_next_one_is_told_that_a_writer_died()
    {
        var theLock = new SharedReaderWriterLock();
        KillWriter(theLock);
        Assert.Contains("EnterRead(", Assert.Throws<AbandonedMutexException>(() => theLock.EnterRead()).Message);
        Assert.Equal(0, theLock.ReaderCount);
        using (theLock.EnterRead(out var wasAbandoned)) Assert.False(wasAbandoned);

        KillWriter(theLock);
        Assert.Contains("EnterWrite(", Assert.Throws<AbandonedMutexException>(() => theLock.EnterWrite()).Message);
        Assert.False(theLock.IsWriteHeld);
        using (theLock.EnterWrite(out var wasAbandoned)) Assert.False(wasAbandoned);

        KillWriter(theLock);
        using (theLock.EnterWrite(out var wasAbandoned)) Assert.True(wasAbandoned);
        Assert.True(theLock.TryEnterRead());
        theLock.ExitRead();

        KillWriter(theLock);
        using (theLock.EnterRead(out var wasAbandoned)) Assert.True(wasAbandoned);
        Assert.True(theLock.TryEnterWrite());
        theLock.ExitWrite();

        KillWriter(theLock);
        await Assert.ThrowsAsync<AbandonedMutexException>(() => theLock.EnterWriteAsync().AsTask());
        using (await theLock.EnterReadAsync()) Assert.Equal(1, theLock.ReaderCount);
    }

    [Fact]
    public void Misuse_is_an_error_at_once()
    {
        var theLock = new SharedReaderWriterLock();
        Assert.Throws<SynchronizationLockException>(theLock.ExitRead);
        Assert.Throws<SynchronizationLockException>(theLock.ExitWrite);
        using (theLock.EnterRead())
        {
            Assert.Throws<SynchronizationLockException>(theLock.ExitWrite);
            // What one object has entered, the same object exits.
            Assert.Throws<SynchronizationLockException>(Codec.Copy(theLock).ExitRead);
        }

        using (theLock.EnterWrite()) Assert.Throws<SynchronizationLockException>(theLock.ExitRead);
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => theLock.TryEnterRead(TimeSpan.FromSeconds(-2)));
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => theLock.TryEnterWrite(TimeSpan.FromSeconds(-2)));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.Throws<OperationCanceledException>(() => theLock.EnterRead(cancelled.Token));
        Assert.Throws<OperationCanceledException>(() => theLock.EnterWrite(cancelled.Token));
        Assert.Equal(0, theLock.ReaderCount);
        Assert.False(theLock.IsWriteHeld);
        theLock.Dispose();
        Assert.Throws<ObjectDisposedException>(() => theLock.EnterRead());
        Assert.Throws<ObjectDisposedException>(() => theLock.EnterWrite());
        Assert.Throws<ObjectDisposedException>(theLock.ExitRead);
        Assert.Throws<ObjectDisposedException>(theLock.ExitWrite);
        Assert.Throws<ObjectDisposedException>(() => theLock.ReaderCount);
    }

    private static void KillWriter(SharedReaderWriterLock theLock)
    {
        var child = ChildProcess.Start(() =>
        {
            theLock.EnterWrite();
            Thread.Sleep(Timeout.Infinite);
        });
        Eventually.IsTrue(() => theLock.IsWriteHeld);
        child.Kill();
        child.Join();
    }
}

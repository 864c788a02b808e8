using System.Diagnostics;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Synchronization;

namespace Multiprocessing.Tests.Synchronization;

public sealed class SemaphoreFairnessTests
{
    // Those who hold it most of the time leave it for an instant only, in which one who sleeps is hardly ever there.
    [Fact]
    public void Nobody_starves()
    {
        using var semaphore = new SharedSemaphore(1, 1);
        using var signals = new SharedSemaphore(1);
        using var stop = new SharedEvent();
        ChildProcess[] children =
        [
            ChildProcess.Start(() =>
            {
                while (!stop.IsSet)
                {
                    using (semaphore.Enter()) Spin(TimeSpan.FromMilliseconds(2));
                }
            }),
            ChildProcess.Start(() =>
            {
                while (!stop.IsSet)
                {
                    signals.Wait();
                    Spin(TimeSpan.FromMilliseconds(2));
                    signals.Release();
                }
            }),
        ];
        for (var round = 0; round < 20; round++)
        {
            Assert.True(semaphore.TryEnter(Eventually.Patience));
            semaphore.Exit();
            Assert.True(signals.Wait(Eventually.Patience));
            signals.Release();
        }

        stop.Set();
        Children.End(children);
    }

    [Fact]
    public async Task A_permit_is_kept_for_one_who_has_waited()
    {
        using var semaphore = new SharedSemaphore(0);
        while (true)
        {
            var slow = Task.Run(() => SleepAsPatient(semaphore));
            Eventually.IsTrue(() => IsReserved(semaphore));
            semaphore.Release();
            if (await slow.WaitAsync(Eventually.Patience)) break;
            // It was too slow even to fall asleep.
            Assert.True(semaphore.Wait(TimeSpan.Zero));
        }

        Assert.Equal(1, semaphore.CurrentCount);
        Assert.False(semaphore.Wait(TimeSpan.Zero));
        Assert.False(semaphore.TryEnter());
        Assert.False(semaphore.Wait(TimeSpan.Zero));
        // There is one for each of the two.
        semaphore.Release();
        Assert.True(semaphore.Wait(TimeSpan.Zero));
    }

    [Fact]
    public void Nothing_is_kept_for_the_dead()
    {
        using var semaphore = new SharedSemaphore(0);
        using var counters = new Scoreboard(1);
        while (true)
        {
            using var child = ChildProcess.Start(() =>
            {
                if (SleepAsPatient(semaphore)) counters.Add(0);
                Thread.Sleep(Timeout.Infinite);
            });
            Eventually.IsTrue(() => IsReserved(semaphore));
            semaphore.Release();
            Eventually.IsTrue(() => counters.Read(0) == 1 || !IsReserved(semaphore));
            var wasWoken = IsReserved(semaphore);
            Children.Kill([child]);
            Assert.True(semaphore.Wait(TimeSpan.Zero));
            if (wasWoken) break;
        }
    }

    [Fact]
    public void Nothing_is_kept_for_one_who_has_given_up()
    {
        using var semaphore = new SharedSemaphore(0);
        Assert.False(semaphore.Wait(TimeSpan.FromMilliseconds(30)));
        Assert.False(IsReserved(semaphore));
        semaphore.Release();
        Assert.True(semaphore.Wait(TimeSpan.Zero));
    }

    // As one who has waited for long, and is slow to take what he is woken for.
    private static unsafe bool SleepAsPatient(SharedSemaphore semaphore)
    {
        var word = Word(semaphore);
        var before = Interlocked.Or(ref *word, PermitWord.Sleepers | PermitWord.Reserved);
        return AddressWait.Wait((int*)word, (int)(before | PermitWord.Sleepers), long.MaxValue, PermitWord.PatientChannel);
    }

    private static unsafe bool IsReserved(SharedSemaphore semaphore) => (Volatile.Read(ref *Word(semaphore)) & PermitWord.Reserved) != 0;

    private static unsafe long* Word(SharedSemaphore semaphore) =>
        &((PermitState*)Arena.Instance.At(semaphore.Name().Offset + BlockHeader.Length))->Word;

    private static void Spin(TimeSpan time)
    {
        var began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < time)
        {
        }
    }
}

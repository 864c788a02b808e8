using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.Synchronization;
using Multiprocessing.Tests.Synchronization;

namespace Multiprocessing.Tests.Memory;

public sealed class LateHeirTests
{
    private const int SIGSTOP = 19, SIGCONT = 18;

    // Whoever hears of the end of a child settles what all dead processes have left, but not what is for somebody else.
    [Fact]
    public void What_is_left_to_a_parent_waits_for_it()
    {
        using var counters = new Scoreboard(8);
        using var mayEnd = new SharedEvent();
        using var child = ChildProcess.Start(() =>
        {
            var grandchild = ChildProcess.Start(() =>
            {
                mayEnd.Wait();
                counters.Add(1, LifeMarks.Self);
                return new SharedSemaphore(7);
            });
            counters.Add(0, grandchild.Id!.Value);
            return grandchild.Result.CurrentCount;
        });
        Eventually.IsTrue(() => counters.Read(0) != 0);
        _ = Libc.Kill(child.Id!.Value, SIGSTOP);
        mayEnd.Set();
        Eventually.IsTrue(() => File.ReadAllText($"/proc/{counters.Read(0)}/stat").Contains(") Z ", StringComparison.Ordinal));
        // Its life mark goes with the last of its threads.
        Eventually.IsTrue(() => !LifeMarks.IsAlive((int)counters.Read(1)));
        DeadProcessRecovery.Settle(Arena.Instance);
        _ = Libc.Kill(child.Id!.Value, SIGCONT);
        Assert.Equal(7, child.Result);
    }
}

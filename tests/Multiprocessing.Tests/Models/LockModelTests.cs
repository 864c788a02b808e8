namespace Multiprocessing.Tests.Models;

public sealed class LockModelTests(ITestOutputHelper output)
{
    // More, and four at a time, take a minute; that has been tried by hand.
    private const int Entries = 1;

    private const LockUser Thread = LockUser.Thread, Task = LockUser.Task, ImpatientTask = LockUser.ImpatientTask, Impatient = LockUser.Impatient, Poller = LockUser.Poller;

    [Fact]
    public void Threads_enter_one_at_a_time_and_none_sleeps_beside_a_free_lock() =>
        Explore(new([Thread, Thread, Thread], entries: Entries));

    [Fact]
    public void So_do_threads_and_tasks() => Explore(new([Thread, Task, Thread], entries: Entries));

    [Fact]
    public void One_that_stops_waiting_takes_no_wake_up_along() => Explore(new([Impatient, Thread, Task], entries: Entries));

    [Fact]
    public void One_that_is_cancelled_takes_no_wake_up_along() => Explore(new([ImpatientTask, Thread, Thread], entries: Entries));

    [Fact]
    public void One_that_only_tries_disturbs_nobody() => Explore(new([Poller, Thread, Task], entries: Entries));

    [Fact]
    public void Whoever_is_killed_wherever_the_others_enter_and_one_of_them_learns_of_it() =>
        Explore(new([Thread, Thread, Thread], entries: Entries, deaths: 2));

    [Fact]
    public void Whoever_is_killed_and_settled_the_others_enter_and_one_of_them_learns_of_it() =>
        Explore(new([Thread, Task, Thread], entries: Entries, deaths: 2, hasHeirs: true));

    [Fact]
    public void Whoever_comes_back_is_no_exception() => Explore(new([Thread, Task, Thread], entries: Entries + 1));

    private void Explore(LockModel model) => output.WriteLine($"{new Explorer<LockState>(model).Explore()} states");
}

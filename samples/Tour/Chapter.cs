namespace Tour;

/// <summary>One chapter: its heading and what it does.</summary>
internal sealed record Chapter(string Title, Func<TourOptions, Task> Run)
{
    internal Chapter(string title, Func<Task> run)
        : this(title, _ => run())
    {
    }

    internal Chapter(string title, Action run)
        : this(title, _ => Complete(run))
    {
    }

    private static Task Complete(Action run)
    {
        run();
        return Task.CompletedTask;
    }
}

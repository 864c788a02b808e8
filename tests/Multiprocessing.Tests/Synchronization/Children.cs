namespace Multiprocessing.Tests.Synchronization;

/// <summary>Several children of a test.</summary>
internal static class Children
{
    internal static ChildProcess[] Start(int count, Action body) => [.. Enumerable.Range(0, count).Select(_ => ChildProcess.Start(body))];

    internal static ChildProcess[] Start(int count, Func<Task> body) =>
        [.. Enumerable.Range(0, count).Select(_ => ChildProcess.Start(body))];

    internal static void End(IEnumerable<ChildProcess> children)
    {
        foreach (var child in children) Eventually.Ends(child);
    }

    internal static void Kill(IEnumerable<ChildProcess> children)
    {
        foreach (var child in children) child.Kill();
        foreach (var child in children) Assert.True(child.Join(Eventually.Patience), "a child cannot be killed");
    }
}

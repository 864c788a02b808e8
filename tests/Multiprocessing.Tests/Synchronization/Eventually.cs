using System.Diagnostics;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>Waits for what must become true; where it does not, the library hangs.</summary>
internal static class Eventually
{
    /// <summary>Far longer than anything here takes, on a busy machine too.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal static void IsTrue(Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, $"never: {what}");
            Thread.Sleep(0);
        }
    }

    /// <summary>Joins a child that must end well.</summary>
    internal static void Ends(ChildProcess child)
    {
        Assert.True(child.Join(Patience), "a child hangs");
        Assert.Equal(0, child.ExitCode);
    }

    /// <summary>Waits for what <see cref="Run"/> has started, and passes on what it threw.</summary>
    internal static void Ends(Task task) => Assert.True(task.Wait(Patience), "a thread hangs");

    /// <summary>Waits a moment, in which it must not end.</summary>
    internal static void Waits(Task task) => Assert.False(task.Wait(20), "a thread did not wait");

    /// <summary>Starts a thread.</summary>
    internal static Task Run(Action action) =>
        Task.Factory.StartNew(action, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
}

using System.Diagnostics;

namespace Multiprocessing.Tests.Synchronization;

/// <summary>Waits for what another process does.</summary>
internal static class Eventually
{
    /// <summary>Longer than anything takes that works.</summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    internal static void True(Func<bool> condition)
    {
        var began = Stopwatch.GetTimestamp();
        while (!condition())
        {
            Assert.True(Stopwatch.GetElapsedTime(began) < Patience, "It did not happen.");
            Thread.Sleep(1);
        }
    }

    internal static void Joins(IEnumerable<ChildProcess> children)
    {
        foreach (var child in children)
        {
            Assert.True(child.Join(Patience), "A child is stuck.");
            Assert.Equal(0, child.ExitCode);
        }
    }

    internal static void Kill(IEnumerable<ChildProcess> children)
    {
        foreach (var child in children) child.Kill();
        foreach (var child in children) Assert.True(child.Join(Patience), "A child cannot be killed.");
    }
}

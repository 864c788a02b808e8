using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Platform;
using Multiprocessing.Waiting;

namespace Multiprocessing;

/// <summary>
/// The process that started this one, as seen from here. A child ends when its parent is gone. Thread-safe. (Python:
/// <c>parent_process()</c>.)
/// </summary>
[SuppressMessage("Performance", "CA1822", Justification = "There is one parent, but it is an object to its users.")]
public sealed class ParentProcess
{
    internal ParentProcess(string name, int id) => (Name, Id) = (name, id);

    /// <summary>The parent's name; <c>MainProcess</c> where the parent is no child itself.</summary>
    public string Name { get; }

    /// <summary>The system's id of the parent.</summary>
    public int Id { get; }

    /// <summary>Whether the parent still runs.</summary>
    public bool IsAlive => !Lifeline.WaitForEnd(0);

    /// <summary>Waits until the parent has ended. A child ends with its parent, so this returns only when the time is up.</summary>
    /// <param name="timeout">The longest wait; zero only looks; <see cref="Timeout.InfiniteTimeSpan"/> waits for ever.</param>
    /// <returns>True when the parent has ended.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The timeout is negative.</exception>
    public bool Join(TimeSpan timeout)
    {
        var deadline = Deadline.After(timeout);
        while (true)
        {
            if (Lifeline.WaitForEnd(deadline.LeftMilliseconds)) return true;
            if (deadline.IsOver) return false;
        }
    }
}

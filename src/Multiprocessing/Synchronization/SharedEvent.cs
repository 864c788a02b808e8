using System.Diagnostics;
using Multiprocessing.Memory;

namespace Multiprocessing;

/// <summary>
/// An event that has happened or not, for which the processes of a tree wait. Once set it stays set until it is reset, and nobody waits.
/// All that wait when it is set go on, even if it is reset at once. Thread-safe and process-safe. (Python: <c>Event</c>.)
/// </summary>
/// <example><code>
/// var ready = new SharedEvent();
/// var worker = ChildProcess.Start(() => { Prepare(); ready.Set(); Work(); });
/// ready.Wait();
/// </code></example>
[DebuggerDisplay("SharedEvent {DebuggerText,nq}")]
public sealed class SharedEvent : SharedSignal
{
    /// <summary>Makes an event.</summary>
    /// <param name="isSet">Whether the event is set at first.</param>
    /// <exception cref="InsufficientMemoryException">The shared memory is full.</exception>
    /// <exception cref="PlatformNotSupportedException">The system lacks what shared memory needs.</exception>
    public SharedEvent(bool isSet = false)
    {
        // The gate's count is 1 while the event is not set.
        if (!isSet) Reset();
    }

    private protected override BlockKind Kind => BlockKind.Event;

    private string DebuggerText => IsDisposed ? "disposed" : IsSet ? "set" : "not set";

    /// <summary>Sets the event: all waiters go on. (Python: <c>set()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Set() => LiveGate().SetCount(0);

    /// <summary>Makes the event not set. (Python: <c>clear()</c>.)</summary>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public void Reset() => LiveGate().SetCount(1);
}

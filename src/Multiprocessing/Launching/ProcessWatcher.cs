using System.Collections.Concurrent;
using Multiprocessing.Platform;
using Multiprocessing.SharedData;

namespace Multiprocessing.Launching;

/// <summary>One background thread that listens to all children of this process: their messages, their output, their end.</summary>
internal sealed class ProcessWatcher
{
    private static readonly Lock s_creation = new();
    private static ProcessWatcher? s_instance;
    // No child has the number 0.
    private const long VaultKey = 0;

    private readonly HandleListener _listener = new();
    private readonly OsHandle _vault = HandleVault.Listen();
    private readonly ConcurrentDictionary<long, LaunchedProcess> _children = new();
    private long _lastNumber;

    private ProcessWatcher()
    {
        try
        {
            if (_vault.IsOpen) _listener.Add(_vault, VaultKey);
            new Thread(Run) { IsBackground = true, Name = "Multiprocessing watcher" }.Start();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            _listener.Close();
            throw new ProcessStartException("The thread that listens to child processes could not start: memory or the limit on " +
                "processes and threads (RLIMIT_NPROC or a control group's) is exhausted.", failure);
        }
    }

    /// <summary>The watcher, created when it is first asked for; a creation that failed is tried again.</summary>
    /// <exception cref="ProcessStartException">The system has no thread or no handle for the watcher.</exception>
    internal static ProcessWatcher Instance
    {
        get
        {
            if (Volatile.Read(ref s_instance) is { } instance) return instance;
            lock (s_creation)
            {
                try
                {
                    instance = s_instance ?? new ProcessWatcher();
                }
                catch (SystemCallException refusal)
                {
                    throw new ProcessStartException(refusal.Message, refusal);
                }

                Volatile.Write(ref s_instance, instance);
                return instance;
            }
        }
    }

    /// <exception cref="SystemCallException">The system has no room for the child; nothing of it is watched.</exception>
    internal void Watch(LaunchedProcess child, OsHandle process, ByteChannel control, ByteChannel? output, ByteChannel? error)
    {
        // Done before anything can happen to the child.
        var number = child.WatchNumber = Interlocked.Increment(ref _lastNumber);
        _children[number] = child;
        try
        {
            _listener.Add(control, Key(number, WatchedHandle.Control));
            if (output is not null) _listener.Add(output, Key(number, WatchedHandle.Output));
            if (error is not null) _listener.Add(error, Key(number, WatchedHandle.Error));
            _listener.Add(process, Key(number, WatchedHandle.Process));
        }
        catch
        {
            Forget(child);
            throw;
        }
    }

    internal void SetInterest(ByteChannel channel, bool reads, bool writes) => _listener.SetInterest(channel, reads, writes);

    internal void Unwatch(ByteChannel channel) => _listener.Remove(channel);

    internal void Forget(LaunchedProcess child) => _children.TryRemove(child.WatchNumber, out _);

    private static long Key(long number, WatchedHandle which) => (number << 2) | (long)which;

    private void Run()
    {
        Action<long, bool> report = Report;
        while (true) _listener.Wait(report);
    }

    private void Report(long key, bool isHungUp)
    {
        if (key == VaultKey)
        {
            // The vault has a thread of its own from now on.
            _listener.Remove(_vault);
            HandleVault.Serve();
        }
        else if (_children.TryGetValue(key >> 2, out var child)) child.OnHappening((WatchedHandle)(key & 3), isHungUp);
    }
}

using System.Collections.Concurrent;
using Multiprocessing.Memory;
using Multiprocessing.Platform;
using Multiprocessing.SharedData;

namespace Multiprocessing.Launching;

/// <summary>One background thread that hears from all children of this process: their messages, their output, their end.</summary>
internal sealed class ProcessWatcher
{
    private static readonly Lock s_creation = new();
    private static ProcessWatcher? s_instance;
    // No child has the number 0.
    private const long VaultKey = 0;

    private readonly Poller _poller = new();
    private readonly int _vault = DescriptorVault.Listen();
    private readonly ConcurrentDictionary<long, LaunchedProcess> _children = new();
    private readonly ConcurrentDictionary<LaunchedProcess, long> _numbers = new();
    private long _lastNumber;

    private ProcessWatcher()
    {
        try
        {
            if (_vault >= 0) _poller.Add(_vault, VaultKey);
            new Thread(Run) { IsBackground = true, Name = "Multiprocessing watcher" }.Start();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            _poller.Close();
            throw new ProcessStartException("The thread that listens to child processes could not start: memory or the limit on " +
                "processes and threads (RLIMIT_NPROC or a control group's) is exhausted.", failure);
        }
    }

    /// <summary>The watcher, created when it is first asked for; a creation that failed is tried again.</summary>
    /// <exception cref="ProcessStartException">The system has no thread or no descriptor for it.</exception>
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

    internal void Watch(LaunchedProcess child, int process, int control, int output, int error)
    {
        var number = Interlocked.Increment(ref _lastNumber);
        _children[number] = child;
        _numbers[child] = number;
        _poller.Add(control, Key(number, WatchedDescriptor.Control));
        if (output >= 0) _poller.Add(output, Key(number, WatchedDescriptor.Output));
        if (error >= 0) _poller.Add(error, Key(number, WatchedDescriptor.Error));
        _poller.Add(process, Key(number, WatchedDescriptor.Process));
    }

    internal void SetInterest(LaunchedProcess child, WatchedDescriptor which, int descriptor, bool reads, bool writes)
    {
        if (_numbers.TryGetValue(child, out var number)) _poller.SetInterest(descriptor, Key(number, which), reads, writes);
    }

    internal void Unwatch(int descriptor) => _poller.Remove(descriptor);

    internal void Forget(LaunchedProcess child)
    {
        if (_numbers.TryRemove(child, out var number)) _children.TryRemove(number, out _);
    }

    /// <summary>Ends a child that could not be watched, as when descriptors ran out just then.</summary>
    internal static void ReapLost(int pid) => ProcessDescriptor.KillAndReap(pid);

    private static long Key(long number, WatchedDescriptor which) => (number << 2) | (long)which;

    private void Run()
    {
        Action<long, bool> report = Report;
        while (true) _poller.Wait(report);
    }

    private void Report(long key, bool isHungUp)
    {
        if (key == VaultKey)
        {
            // From now on it has a thread of its own.
            _poller.Remove(_vault);
            DescriptorVault.Serve();
        }
        else if (_children.TryGetValue(key >> 2, out var child)) child.OnHappening((WatchedDescriptor)(key & 3), isHungUp);
    }
}

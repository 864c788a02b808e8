using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.SharedData;

/// <summary>
/// Keeps open files and sockets that are on their way between processes of a tree: the first process has it, since it lives longest. Who
/// sends one leaves a second descriptor of it here, and names a ticket, an empty block, in the message; who receives the message takes one
/// more. What is here is closed when nobody holds the ticket any more: the message was read, or dropped, or who had it was killed.
/// </summary>
internal static class DescriptorVault
{
    // How long a peer may take for a few bytes, and how long whoever asks waits for those before it.
    private const int PeerSeconds = 5, CallerSeconds = 60;

    // How soon is closed what the dead have left.
    private const int SweepMilliseconds = 1000;

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<(long Ticket, long Id), int> s_kept = [];
    private static int s_listener = -1;
    private static bool s_serves;

    private static bool IsHere => !ArenaFile.IsInherited;

    private static string Name => $"multiprocessing-{Arena.ReadTree():N}";

    /// <summary>How many are on their way; in the first process.</summary>
    internal static int Count
    {
        get
        {
            lock (s_gate) return s_kept.Count;
        }
    }

    /// <summary>In the first process: listens, and does no more until somebody comes.</summary>
    /// <returns>What becomes readable then; below 0 where nobody need look for that.</returns>
    internal static int Listen()
    {
        if (!IsHere) return -1;
        lock (s_gate)
        {
            if (s_listener < 0) s_listener = UnixSocket.Listen(Name);
            return s_serves ? -1 : s_listener;
        }
    }

    /// <summary>Somebody has come: a thread of its own serves from now on.</summary>
    internal static void Serve()
    {
        Listen();
        lock (s_gate)
        {
            if (s_serves) return;
            s_serves = true;
        }

        new Thread(Run) { IsBackground = true, Name = "Multiprocessing descriptors" }.Start();
    }

    /// <summary>Leaves a second descriptor of what is open.</summary>
    /// <exception cref="IOException">There is no descriptor left, or the first process of the tree does not answer.</exception>
    internal static void Deposit(BlockReference ticket, SafeHandle handle)
    {
        using var second = Descriptors.Duplicate(handle);
        if (IsHere)
        {
            Keep((ticket.Offset, ticket.Id), (int)second.DangerousGetHandle());
            second.SetHandleAsInvalid();
            // If it waits without end, it has to look after what is here now.
            Serve();
            Descriptors.Close(UnixSocket.Connect(Name));
            return;
        }

        Descriptors.Close(Ask(DescriptorRequest.Deposit, ticket, (int)second.DangerousGetHandle(), out _));
    }

    /// <summary>Takes a descriptor of what the ticket stands for, and lets go of the ticket.</summary>
    /// <exception cref="IOException">There is no descriptor left, or the first process of the tree does not answer.</exception>
    internal static SafeFileHandle Withdraw(Hold ticket)
    {
        var (reference, peer, descriptor) = (ticket.Reference, -1, -1);
        if (IsHere) descriptor = Find((reference.Offset, reference.Id)) is var kept and >= 0 ? Descriptors.TryDuplicate(kept) : -1;
        else peer = Ask(DescriptorRequest.Withdraw, reference, -1, out descriptor);
        ticket.Dispose();
        if (IsHere) Sweep();
        // That this one is closed tells the vault to look what is wanted still.
        else Descriptors.Close(peer);
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw new IOException("An open file or socket that was sent could not be received: this process, or the first one of its " +
                "tree, has too many files open.");
    }

    private static int Ask(byte what, BlockReference ticket, int sent, out int received)
    {
        var peer = UnixSocket.Connect(Name);
        // The tree's key goes to nobody else.
        if (peer >= 0 && !UnixSocket.IsSameUser(peer))
        {
            Descriptors.Close(peer);
            peer = -1;
        }

        if (peer < 0)
        {
            throw new IOException("An open file or socket could not be passed on: the first process of the tree, which keeps it on its " +
                "way, is not there for it.");
        }

        UnixSocket.SetTimeout(peer, CallerSeconds);
        Span<byte> request = stackalloc byte[DescriptorRequest.Length];
        DescriptorRequest.Write(request, what, ticket.Offset, ticket.Id);
        received = -1;
        Span<byte> answer = stackalloc byte[1];
        if (UnixSocket.TrySend(peer, request, sent) && UnixSocket.Receive(peer, answer, out received) == 1
            && answer[0] == DescriptorRequest.Done)
        {
            return peer;
        }

        Descriptors.Close(received);
        Descriptors.Close(peer);
        throw new IOException("An open file or socket could not be passed on: the first process of the tree has no room for it, or does " +
            "not answer.");
    }

    private static void Run()
    {
        while (true)
        {
            if (UnixSocket.IsReadable(s_listener, Count > 0 || s_listener < 0 ? SweepMilliseconds : -1)
                && UnixSocket.Accept(s_listener) is var peer and >= 0)
            {
                Answer(peer);
            }

            Sweep();
        }
    }

    private static void Answer(int peer)
    {
        UnixSocket.SetTimeout(peer, PeerSeconds);
        if (UnixSocket.IsSameUser(peer) && DescriptorRequest.TryReceive(peer, out var what, out var key, out var descriptor))
        {
            var kept = what == DescriptorRequest.Withdraw ? Find(key) : -1;
            if (what == DescriptorRequest.Deposit && descriptor >= 0) Keep(key, descriptor);
            else Descriptors.Close(descriptor);
            var isDone = what == DescriptorRequest.Deposit ? descriptor >= 0 : kept >= 0;
            // Its end says that the peer has let go of the ticket.
            if (UnixSocket.TrySend(peer, [isDone ? DescriptorRequest.Done : (byte)0], kept))
            {
                UnixSocket.Receive(peer, stackalloc byte[1], out _);
            }
        }

        Descriptors.Close(peer);
    }

    private static void Keep((long Ticket, long Id) key, int descriptor)
    {
        lock (s_gate) s_kept[key] = descriptor;
    }

    private static int Find((long Ticket, long Id) key)
    {
        lock (s_gate) return s_kept.GetValueOrDefault(key, -1);
    }

    private static void Sweep()
    {
        lock (s_gate)
        {
            foreach (var (key, descriptor) in s_kept)
            {
                if (Arena.Instance.IsHeld(key.Ticket, key.Id)) continue;
                s_kept.Remove(key);
                Descriptors.Close(descriptor);
            }
        }
    }
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.SharedData;

/// <summary>
/// Keeps open files and sockets that are on their way between processes of a tree. The first process of the tree has it, since it lives
/// longest. A sender leaves a second descriptor here, and names a ticket, an empty block, in the message; the receiver of the message takes
/// another descriptor. A descriptor that is kept here is closed when nobody holds the ticket any more: the message was read, or dropped, or
/// the holder was killed.
/// </summary>
internal static class HandleVault
{
    // How long a peer may take for a few bytes, and how long a caller waits for the peers before it.
    private const int PeerSeconds = 5, CallerSeconds = 60;

    // How soon descriptors are closed whose holders have died.
    private const int SweepMilliseconds = 1000;

    private static readonly Lock s_gate = new();
    private static readonly Dictionary<(long Ticket, long Id), OsHandle> s_kept = [];
    private static OsHandle s_listener;
    private static bool s_serves;

    private static bool IsHere => !InheritedHandles.AreHere;

    private static string Name => $"multiprocessing-{Arena.ReadTree():N}";

    /// <summary>The number of descriptors on their way; in the first process.</summary>
    internal static int Count
    {
        get
        {
            lock (s_gate) return s_kept.Count;
        }
    }

    /// <summary>Listens in the first process, and does no more until a peer connects.</summary>
    /// <returns>The handle that becomes readable then; none where nobody need watch for that.</returns>
    internal static OsHandle Listen()
    {
        if (!IsHere) return OsHandle.None;
        lock (s_gate)
        {
            if (!s_listener.IsOpen) s_listener = LocalSocket.Listen(Name);
            return s_serves ? OsHandle.None : s_listener;
        }
    }

    /// <summary>Starts the thread that serves peers, once the first one has connected.</summary>
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

    /// <summary>Leaves a second descriptor of an open file or socket.</summary>
    /// <exception cref="IOException">This process may have no more descriptors, or the first process of the tree does not
    /// answer.</exception>
    internal static void Deposit(BlockReference ticket, SafeHandle handle)
    {
        using var second = OsHandles.Duplicate(handle);
        if (IsHere)
        {
            Keep((ticket.Offset, ticket.Id), OsHandles.TakeFrom(second));
            // Wakes the serving thread, which may be waiting without a time limit: there is a descriptor to look after now.
            Serve();
            OsHandles.Close(LocalSocket.Connect(Name));
            return;
        }

        OsHandles.Close(Ask(HandleRequest.Deposit, ticket, OsHandle.Of(second), out _));
    }

    /// <summary>Takes a descriptor of what the ticket stands for, and releases the ticket.</summary>
    /// <exception cref="IOException">This process may have no more descriptors, or the first process of the tree does not
    /// answer.</exception>
    internal static SafeFileHandle Withdraw(Hold ticket)
    {
        var reference = ticket.Reference;
        OsHandle handle, peer = default;
        if (!IsHere) peer = Ask(HandleRequest.Withdraw, reference, OsHandle.None, out handle);
        else handle = Find((reference.Offset, reference.Id)) is { IsOpen: true } kept ? OsHandles.TryDuplicate(kept) : OsHandle.None;
        ticket.Dispose();
        if (IsHere) Sweep();
        // Closing this connection tells the vault to look which descriptors are still wanted.
        else OsHandles.Close(peer);
        return handle.IsOpen ? OsHandles.Own(handle)
            : throw new IOException("An open file or socket that was sent could not be received: this process, or the first one of its " +
                "tree, has too many files open.");
    }

    private static OsHandle Ask(byte what, BlockReference ticket, OsHandle sent, out OsHandle received)
    {
        var peer = LocalSocket.Connect(Name);
        // The tree's key goes to no other user.
        if (peer.IsOpen && !LocalSocket.IsSameUser(peer))
        {
            OsHandles.Close(peer);
            peer = OsHandle.None;
        }

        if (!peer.IsOpen)
        {
            throw new IOException("An open file or socket could not be passed on: the first process of the tree, which keeps it on its " +
                "way, is not there for it.");
        }

        LocalSocket.SetTimeout(peer, CallerSeconds);
        Span<byte> request = stackalloc byte[HandleRequest.Length];
        HandleRequest.Write(request, what, ticket.Offset, ticket.Id);
        received = OsHandle.None;
        Span<byte> answer = stackalloc byte[1];
        if (LocalSocket.TrySend(peer, request, sent) && LocalSocket.Receive(peer, answer, out received) == 1
            && answer[0] == HandleRequest.Done)
        {
            return peer;
        }

        OsHandles.Close(received);
        OsHandles.Close(peer);
        throw new IOException("An open file or socket could not be passed on: the first process of the tree has no room for it, or does " +
            "not answer.");
    }

    private static void Run()
    {
        while (true)
        {
            if (LocalSocket.IsReadable(s_listener, Count > 0 || !s_listener.IsOpen ? SweepMilliseconds : -1)
                && LocalSocket.Accept(s_listener) is { IsOpen: true } peer)
            {
                Answer(peer);
            }

            Sweep();
        }
    }

    private static void Answer(OsHandle peer)
    {
        LocalSocket.SetTimeout(peer, PeerSeconds);
        if (LocalSocket.IsSameUser(peer) && HandleRequest.TryReceive(peer, out var what, out var key, out var handle))
        {
            var kept = what == HandleRequest.Withdraw ? Find(key) : OsHandle.None;
            if (what == HandleRequest.Deposit && handle.IsOpen) Keep(key, handle);
            else OsHandles.Close(handle);
            var isDone = what == HandleRequest.Deposit ? handle.IsOpen : kept.IsOpen;
            // The end of the connection says that the peer has released the ticket.
            if (LocalSocket.TrySend(peer, [isDone ? HandleRequest.Done : (byte)0], kept))
            {
                LocalSocket.Receive(peer, stackalloc byte[1], out _);
            }
        }

        OsHandles.Close(peer);
    }

    private static void Keep((long Ticket, long Id) key, OsHandle handle)
    {
        lock (s_gate) s_kept[key] = handle;
    }

    private static OsHandle Find((long Ticket, long Id) key)
    {
        lock (s_gate) return s_kept.GetValueOrDefault(key);
    }

    private static void Sweep()
    {
        lock (s_gate)
        {
            foreach (var (key, handle) in s_kept)
            {
                if (Arena.Instance.IsHeld(key.Ticket, key.Id)) continue;
                s_kept.Remove(key);
                OsHandles.Close(handle);
            }
        }
    }
}

using System.Security.Cryptography;
using Multiprocessing.Memory;
using Multiprocessing.Platform;

namespace Multiprocessing.SharedData;

/// <summary>The requests to a <see cref="HandleVault"/> over its socket: what to do, the key of the tree, which ticket.</summary>
internal static class HandleRequest
{
    internal const byte Deposit = 1, Withdraw = 2;

    internal const int Length = 1 + ArenaLayout.KeyLength + (2 * sizeof(long));

    /// <summary>The answer to a request that was carried out.</summary>
    internal const byte Done = 1;

    internal static void Write(Span<byte> request, byte what, long ticket, long id)
    {
        request[0] = what;
        Arena.ReadKey().CopyTo(request[1..]);
        BitConverter.TryWriteBytes(request[(1 + ArenaLayout.KeyLength)..], ticket);
        BitConverter.TryWriteBytes(request[(1 + ArenaLayout.KeyLength + sizeof(long))..], id);
    }

    /// <summary>Receives a request; false unless the peer knows the key.</summary>
    internal static bool TryReceive(OsHandle peer, out byte what, out (long Ticket, long Id) key, out OsHandle handle)
    {
        Span<byte> request = stackalloc byte[Length];
        var count = LocalSocket.Receive(peer, request, out handle);
        what = request[0];
        key = (BitConverter.ToInt64(request[(1 + ArenaLayout.KeyLength)..]),
            BitConverter.ToInt64(request[(1 + ArenaLayout.KeyLength + sizeof(long))..]));
        return count == Length && CryptographicOperations.FixedTimeEquals(request.Slice(1, ArenaLayout.KeyLength), Arena.ReadKey());
    }
}

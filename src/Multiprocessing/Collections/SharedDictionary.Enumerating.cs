using System.Collections;
using System.Runtime.InteropServices;
using Multiprocessing.Collections;

namespace Multiprocessing;

/// <content>Going through all entries.</content>
public sealed partial class SharedDictionary<TKey, TValue>
{
    /// <summary>
    /// Goes through all entries, in no order. Each of the dictionary's parts is copied when it is reached, as it is at that moment, so what
    /// is written meanwhile, also by the loop itself, may be seen or not; no key is seen twice. (Python: <c>d.items()</c>.)
    /// </summary>
    /// <returns>The entries.</returns>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator()
    {
        ThrowIfDisposed();
        return Enumerate();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private IEnumerator<KeyValuePair<TKey, TValue>> Enumerate()
    {
        byte[] buffer = [];
        for (var stripe = 0; stripe < Table.StripeCount; stripe++)
        {
            var count = Table.CopyStripe(stripe, ref buffer);
            GC.KeepAlive(this);
            for (var (index, place) = (0, 0); index < count; index++) yield return Read(buffer, ref place);
        }
    }

    private static KeyValuePair<TKey, TValue> Read(byte[] buffer, ref int place)
    {
        var keyLength = MemoryMarshal.Read<int>(buffer.AsSpan(place));
        var valueLength = MemoryMarshal.Read<int>(buffer.AsSpan(place + sizeof(int)));
        place += 2 * sizeof(int);
        var key = KeyForm<TKey>.Read(buffer.AsSpan(place, keyLength));
        place += keyLength;
        var value = ValueForm<TValue>.Decode(buffer.AsMemory(place, Math.Max(0, valueLength)), valueLength);
        place += Math.Max(0, valueLength);
        return new(key, value);
    }
}

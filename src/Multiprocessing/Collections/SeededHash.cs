using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Collections;

/// <summary>
/// Hash codes of keys, which begin with random numbers of the dictionary: the same in each process, and not to be foreseen from
/// outside. Each step multiplies two numbers and folds the product's halves.
/// </summary>
/// <param name="seed">Random.</param>
/// <param name="second">Random.</param>
internal readonly struct SeededHash(ulong seed, ulong second)
{
    // Odd, with as many ones as zeros, and no pattern: digits of the golden ratio and of the root of 2.
    private const ulong First = 0x9E37_79B9_7F4A_7C15, Other = 0x6A09_E667_F3BC_C909;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ulong Of(ReadOnlySpan<byte> key)
    {
        ref var start = ref MemoryMarshal.GetReference(key);
        return key.Length switch
        {
            sizeof(int) => Mix(Unsafe.ReadUnaligned<uint>(ref start)),
            sizeof(long) => Mix(Unsafe.ReadUnaligned<ulong>(ref start)),
            _ => OfMany(key),
        };
    }

    // Twice, since the lowest bits of a product know little of the highest bits of its factors.
    private ulong Mix(ulong word) => Fold(Fold(word ^ seed, second ^ First), Other);

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong OfMany(ReadOnlySpan<byte> key)
    {
        // The length first, so that a key that ends in zeros is another one than that without them.
        var hash = Fold(seed ^ (ulong)key.Length, Other);
        var rest = key;
        for (; rest.Length >= sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            hash = Fold(hash ^ MemoryMarshal.Read<ulong>(rest), second ^ First);
        }

        var last = 0UL;
        for (var index = 0; index < rest.Length; index++) last |= (ulong)rest[index] << (8 * index);
        return Fold(Fold(hash ^ last, second ^ First), Other);
    }

    private static ulong Fold(ulong one, ulong other)
    {
        var high = Math.BigMul(one, other, out var low);
        return high ^ low;
    }
}

using System.Numerics;
using System.Runtime.CompilerServices;

namespace Multiprocessing;

/// <summary>
/// Arithmetic on the numbers of a shared dictionary, each in one step that no other process or thread comes between. A sum that is too
/// large for its type wraps around. Thread-safe and process-safe.
/// </summary>
public static class SharedDictionaryNumbers
{
    private const int LargestCell = sizeof(long);

    /// <summary>Adds one to the value of a key; what is not there counts as zero. (Python: <c>Counter</c>'s <c>c[key] += 1</c>.)</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the numbers.</typeparam>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The key.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="ArgumentNullException">The dictionary or the key is null.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full; all is as before.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public static TValue Increment<TKey, TValue>(this SharedDictionary<TKey, TValue> dictionary, TKey key)
        where TKey : notnull
        where TValue : unmanaged, INumber<TValue> => dictionary.Increment(key, TValue.One);

    /// <summary>Adds to the value of a key; what is not there counts as zero. (Python: <c>Counter</c>'s <c>c[key] += n</c>.)</summary>
    /// <typeparam name="TKey">The type of the keys.</typeparam>
    /// <typeparam name="TValue">The type of the numbers.</typeparam>
    /// <param name="dictionary">The dictionary.</param>
    /// <param name="key">The key.</param>
    /// <param name="amount">What to add; may be negative.</param>
    /// <returns>The sum.</returns>
    /// <exception cref="ArgumentNullException">The dictionary or the key is null.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full; all is as before.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public static TValue Increment<TKey, TValue>(this SharedDictionary<TKey, TValue> dictionary, TKey key, TValue amount)
        where TKey : notnull
        where TValue : unmanaged, INumber<TValue>
    {
        ArgumentNullException.ThrowIfNull(dictionary);
        return Unsafe.SizeOf<TValue>() <= LargestCell ? dictionary.AddInPlace(key, amount)
            : dictionary.AddOrUpdate(key, amount, (_, value) => unchecked(value + amount));
    }
}

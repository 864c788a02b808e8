using Multiprocessing.Collections;

namespace Multiprocessing;

/// <content>
/// Operations that read and then write, unless another write came between. No function of the caller's runs under a lock.
/// </content>
public sealed partial class SharedDictionary<TKey, TValue>
{
    /// <summary>Sets the value of a key that has a certain value.</summary>
    /// <param name="key">The key.</param>
    /// <param name="newValue">Its value from now on.</param>
    /// <param name="comparisonValue">What its value has to be, as <see cref="EqualityComparer{T}.Default"/> says: the value that is
    /// there is a copy, so one of a class that defines no equality never is.</param>
    /// <returns>Whether it was set; false if the key is not there or has another value.</returns>
    /// <exception cref="ArgumentNullException">The key is null.</exception>
    /// <exception cref="ProcessBoundaryException">The value cannot cross a process border, or is shared itself.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full; all is as before.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public bool TryUpdate(TKey key, TValue newValue, TValue comparisonValue)
    {
        var read = ReadBuffer.Rent();
        try
        {
            while (TryReadBytes(key, ref read))
            {
                if (!EqualityComparer<TValue>.Default.Equals(ValueForm<TValue>.Decode(read), comparisonValue)) return false;
                if (TryWrite(key, newValue, WriteMode.Replace, read.Value)) return true;
            }

            return false;
        }
        finally
        {
            ReadBuffer.Return(read);
        }
    }

    /// <summary>
    /// Adds a key, or sets it to what a function makes of the value that it has. The function runs in this process, outside of any lock; if
    /// another process or thread has written in between, it is called again.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="addValue">Its value if it is not there.</param>
    /// <param name="updateValue">What makes the new value of the key and the old value.</param>
    /// <returns>The value that was written.</returns>
    /// <exception cref="ArgumentNullException">The key or the function is null.</exception>
    /// <exception cref="ProcessBoundaryException">The value cannot cross a process border, or is shared itself.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full; all is as before.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public TValue AddOrUpdate(TKey key, TValue addValue, Func<TKey, TValue, TValue> updateValue)
    {
        ArgumentNullException.ThrowIfNull(updateValue);
        var read = ReadBuffer.Rent();
        try
        {
            while (true)
            {
                if (!TryReadBytes(key, ref read))
                {
                    if (TryAdd(key, addValue)) return addValue;
                    continue;
                }

                var value = updateValue(key, ValueForm<TValue>.Decode(read));
                if (TryWrite(key, value, WriteMode.Replace, read.Value)) return value;
            }
        }
        finally
        {
            ReadBuffer.Return(read);
        }
    }

    /// <summary>
    /// Reads the value of a key, or adds the key with what a function makes. The function runs in this process, outside of any lock; if
    /// another process or thread was faster, its value is what counts. (Python: <c>d.setdefault(key, value)</c>.)
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="makeValue">What makes the value.</param>
    /// <returns>The value that the key has now.</returns>
    /// <exception cref="ArgumentNullException">The key or the function is null.</exception>
    /// <exception cref="ProcessBoundaryException">The value cannot cross a process border, or is shared itself.</exception>
    /// <exception cref="InsufficientMemoryException">The shared memory is full; all is as before.</exception>
    /// <exception cref="ObjectDisposedException">The object was disposed of.</exception>
    public TValue GetOrAdd(TKey key, Func<TKey, TValue> makeValue)
    {
        ArgumentNullException.ThrowIfNull(makeValue);
        while (true)
        {
            if (TryGetValue(key, out var found)) return found;
            var value = makeValue(key);
            if (TryAdd(key, value)) return value;
        }
    }

    private bool TryReadBytes(TKey key, ref BytesSink sink)
    {
        var table = Table;
        var bytes = KeyForm<TKey>.Bytes(ref key);
        var isFound = table.TryRead(bytes, table.Hash(bytes), ref sink);
        GC.KeepAlive(this);
        return isFound;
    }

    /// <summary>Adds to a number of at most 8 bytes, under the lock of its key.</summary>
    internal T AddInPlace<T>(TKey key, T amount)
        where T : unmanaged, System.Numerics.INumber<T>
    {
        var table = Table;
        var bytes = KeyForm<TKey>.Bytes(ref key);
        var sum = table.Add(bytes, table.Hash(bytes), amount);
        GC.KeepAlive(this);
        return sum;
    }
}

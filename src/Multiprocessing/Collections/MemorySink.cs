using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Multiprocessing.Collections;

/// <summary>Takes values that are their memory.</summary>
internal unsafe struct MemorySink<T> : IValueSink
{
    internal T Value;

    public void Take(byte* source, int length)
    {
        // In one piece, as a small value is written; its place is a multiple of 8.
        if (Unsafe.SizeOf<T>() <= sizeof(long))
        {
            var cell = Volatile.Read(ref *(long*)source);
            Value = Unsafe.As<long, T>(ref cell);
        }
        else
        {
            new ReadOnlySpan<byte>(source, Unsafe.SizeOf<T>())
                .CopyTo(MemoryMarshal.CreateSpan(ref Unsafe.As<T, byte>(ref Value), Unsafe.SizeOf<T>()));
        }
    }
}

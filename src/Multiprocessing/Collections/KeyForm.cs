using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Multiprocessing.Platform;
using Multiprocessing.Serialization;

namespace Multiprocessing.Collections;

/// <summary>Keys of one type as bytes, and back.</summary>
internal static class KeyForm<TKey>
    where TKey : notnull
{
    internal static readonly KeyPlan Plan = AheadOfTime.IsAbsent ? KeyPlan.Of(typeof(TKey)) : throw AheadOfTime.CannotWrite();
    private static readonly bool s_isMemory = Plan.IsMemory;

    /// <summary>The length of each key, in bytes, or <see cref="EntryForm.Varies"/>.</summary>
    internal static int Length => s_isMemory ? Unsafe.SizeOf<TKey>() : EntryForm.Varies;

    /// <summary>
    /// A key's bytes: those of the key itself, which must stay where it is, or in a buffer of this thread, until the next call.
    /// </summary>
    /// <exception cref="ArgumentException">The key is of a type that is derived from <typeparamref name="TKey"/>.</exception>
    /// <exception cref="ArgumentNullException">There is no key.</exception>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ReadOnlySpan<byte> Bytes(ref TKey key)
    {
        if (typeof(TKey).IsValueType)
        {
            return s_isMemory ? MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<TKey, byte>(ref key), Unsafe.SizeOf<TKey>())
                : Write(ref Unsafe.As<TKey, byte>(ref key));
        }

        ArgumentNullException.ThrowIfNull(key);
        return typeof(TKey) == typeof(string) ? MemoryMarshal.AsBytes(Unsafe.As<TKey, string>(ref key).AsSpan()) : WriteObject(key);
    }

    /// <summary>The key that has these bytes.</summary>
    /// <exception cref="InvalidDataException">None has.</exception>
    internal static TKey Read(ReadOnlySpan<byte> bytes)
    {
        if (typeof(TKey) == typeof(string)) return (TKey)(object)new string(MemoryMarshal.Cast<byte, char>(bytes));
        if (s_isMemory && bytes.Length == Unsafe.SizeOf<TKey>()) return Unsafe.ReadUnaligned<TKey>(in MemoryMarshal.GetReference(bytes));
        if (!typeof(TKey).IsValueType)
        {
            var made = RuntimeHelpers.GetUninitializedObject(typeof(TKey));
            Read(bytes, ref RawMemory.Of(made));
            return (TKey)made;
        }

        TKey key = default!;
        Read(bytes, ref Unsafe.As<TKey, byte>(ref key));
        return key;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ReadOnlySpan<byte> WriteObject(TKey key) => key.GetType() == typeof(TKey) ? Write(ref RawMemory.Of(key))
        : throw new ArgumentException($"A key that is a {TypeName.Full(key.GetType())} cannot be one of a dictionary of " +
            $"{TypeName.Full(typeof(TKey))}: it is more than that.", nameof(key));

    private static ReadOnlySpan<byte> Write(ref byte start)
    {
        var writer = new KeyWriter();
        foreach (var step in Plan.Steps)
        {
            ref var part = ref Unsafe.AddByteOffset(ref start, step.Offset);
            if (step.IsText) writer.Write(Unsafe.As<byte, string?>(ref part));
            else writer.Write(MemoryMarshal.CreateReadOnlySpan(ref part, step.Size));
        }

        return writer.Written;
    }

    private static void Read(ReadOnlySpan<byte> bytes, ref byte start)
    {
        var reader = new KeyReader(bytes);
        foreach (var step in Plan.Steps)
        {
            ref var part = ref Unsafe.AddByteOffset(ref start, step.Offset);
            if (step.IsText) Unsafe.As<byte, string?>(ref part) = reader.ReadText();
            else reader.Read(step.Size).CopyTo(MemoryMarshal.CreateSpan(ref part, step.Size));
        }
    }
}

using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// The place of a field within its object, in bytes after the object's header. With it, an object is copied as memory: no code is compiled
/// for a type and no reflection runs for a value.
/// </summary>
internal static unsafe class FieldOffsets
{
    // The runtime's description of a field: the offset is the low 27 bits of its fourth word. The highest values stand for fields that lie
    // elsewhere, such as those that a debugger has added to a running program.
    private const int OffsetWord = 12;
    private const int OffsetMask = (1 << 27) - 1;
    private const int LargestOffset = OffsetMask - 16;

    // The runtime promises nothing about the layout of its own data, so the layout is tried on a class whose contents are known.
    private static readonly bool s_layoutIsKnown = Sample.Confirms();

    internal static int Of(FieldInfo field)
    {
        var offset = s_layoutIsKnown ? Describe(field) : Ask(field);
        return offset <= LargestOffset ? offset : throw new ProcessBoundaryException($"The field '{field.Name}' of " +
            $"{TypeName.Full(field.DeclaringType!)} was added while the program runs; restart it.");
    }

    private static int Describe(FieldInfo field) => *(int*)(field.FieldHandle.Value + OffsetWord) & OffsetMask;

    /// <summary>Asks the runtime itself, which is slower, as it needs reflection.</summary>
    internal static int Ask(FieldInfo field)
    {
        var ask = typeof(RuntimeFieldHandle).GetMethod("GetInstanceFieldOffset", BindingFlags.Static | BindingFlags.NonPublic)
            ?? throw new PlatformNotSupportedException(
                "This .NET runtime does not tell where the fields of an object lie; Multiprocessing needs .NET 10 on CoreCLR.");
        return (int)ask.Invoke(null, [field])!;
    }

    private sealed class Sample
    {
        private readonly byte _first = 0x11;
        private readonly object _second = typeof(Sample);
        private readonly long _third = 0x2233_4455_6677_8899;
        private readonly int _fourth = 0x5AA5_7EE7;
        private readonly string _fifth = nameof(Sample);

        internal static bool Confirms()
        {
            var sample = new Sample();
            int[] offsets =
                [Offset(nameof(_first)), Offset(nameof(_second)), Offset(nameof(_third)), Offset(nameof(_fourth)), Offset(nameof(_fifth))];
            foreach (var offset in offsets)
            {
                if (offset > 32) return false;
            }

            return RawMemory.TypeHandle(sample) == typeof(Sample).TypeHandle.Value
                && RawMemory.Field<byte>(sample, offsets[0]) == sample._first
                && ReferenceEquals(RawMemory.Field<object>(sample, offsets[1]), sample._second)
                && RawMemory.Field<long>(sample, offsets[2]) == sample._third
                && RawMemory.Field<int>(sample, offsets[3]) == sample._fourth
                && ReferenceEquals(RawMemory.Field<object>(sample, offsets[4]), sample._fifth);
        }

        private static int Offset(string name) => Describe(typeof(Sample).GetField(name, BindingFlags.Instance | BindingFlags.NonPublic)!);
    }
}

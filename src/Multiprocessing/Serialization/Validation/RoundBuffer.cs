namespace Multiprocessing.Serialization;

/// <summary>A queue in an array that wraps around to its start: no place lies beyond the array.</summary>
internal sealed class RoundBuffer(int array, int head, int tail, int size) : Invariant
{
    internal override Verdict Look(object value, Validation others)
    {
        var length = (uint)(RawMemory.Field<Array?>(value, array)?.Length ?? 0);
        return RawMemory.Field<uint>(value, size) <= length && IsWithin(head) && IsWithin(tail) ? Verdict.Holds : Verdict.Broken;

        bool IsWithin(int place) => RawMemory.Field<uint>(value, place) < Math.Max(1, length);
    }
}

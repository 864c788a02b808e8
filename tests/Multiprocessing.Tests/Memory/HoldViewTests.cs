using System.Reflection;
using System.Runtime.InteropServices;
using Multiprocessing.Memory;
using Multiprocessing.Synchronization;

namespace Multiprocessing.Tests.Memory;

/// <summary>What each kind of object keeps in a hold's record are words of their own, of the same bytes.</summary>
public sealed class HoldViewTests
{
    public static TheoryData<Type> Views => [typeof(QueueHold), typeof(PermitHold), typeof(ReaderHold), typeof(BarrierHold), typeof(WaiterHold)];

    [Theory]
    [MemberData(nameof(Views))]
    public void No_word_of_an_object_is_one_of_the_arenas(Type view)
    {
        Assert.Equal(HoldRecord.Length, Marshal.SizeOf(view));
        Assert.Empty(Bytes(view).Intersect(Bytes(typeof(HoldRecord))));
        Assert.Equal(Bytes(view).Count, Bytes(view).Distinct().Count());
        Assert.All(Fields(view), static field => Assert.Equal(0, Offset(field) % Size(field)));
    }

    private static List<int> Bytes(Type type) => [.. Fields(type).SelectMany(static field => Enumerable.Range(Offset(field), Size(field)))];

    private static FieldInfo[] Fields(Type type) => type.GetFields(BindingFlags.Instance | BindingFlags.NonPublic);

    private static int Offset(FieldInfo field) => field.GetCustomAttribute<FieldOffsetAttribute>()!.Value;

    private static int Size(FieldInfo field) => field.FieldType == typeof(long) ? sizeof(long) : sizeof(int);
}

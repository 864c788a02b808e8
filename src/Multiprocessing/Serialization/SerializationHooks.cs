using System.Reflection;
using System.Runtime.Serialization;

namespace Multiprocessing.Serialization;

/// <summary>
/// The methods of a class that its author has marked to be called before and after it is written or read, as .NET's formatters call them,
/// those of a base class first. A field that is marked <see cref="NonSerializedAttribute"/> stays behind, and these methods fill it again.
/// </summary>
internal sealed class SerializationHooks
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Parts of a method's signature in metadata (ECMA-335, II.23.2).
    private const byte HasThis = 0x20;
    private const byte VoidType = 0x01;
    private const byte StructType = 0x11;

    private readonly MethodInfo[] _beforeWriting;
    private readonly MethodInfo[] _afterWriting;
    private readonly MethodInfo[] _beforeReading;
    private readonly MethodInfo[] _afterReading;

    private SerializationHooks(Type type, bool hasCallback)
    {
        HasCallback = hasCallback;
        _beforeWriting = Marked(type, typeof(OnSerializingAttribute));
        _afterWriting = Marked(type, typeof(OnSerializedAttribute));
        _beforeReading = Marked(type, typeof(OnDeserializingAttribute));
        _afterReading = Marked(type, typeof(OnDeserializedAttribute));
    }

    /// <summary>
    /// Whether the class implements <see cref="IDeserializationCallback"/>, which is called when all that arrived together is complete.
    /// </summary>
    internal bool HasCallback { get; }

    internal bool FollowsWriting => _afterWriting.Length > 0;

    internal bool FollowsReading => _afterReading.Length > 0;

    /// <summary>
    /// Whether a type may have such methods: not a class of .NET, nor one of the compiler, as each closure is, whose search would take its
    /// time at a child's start.
    /// </summary>
    internal static bool IsOwn(Type type) =>
        !type.IsEnum && !type.IsArray && !type.Name.StartsWith('<') && !Frameworks.Contains(type.Assembly);

    /// <summary>Returns the methods of a type that <see cref="IsOwn"/>; null for none, as in most.</summary>
    internal static SerializationHooks? Find(Type type)
    {
        var hasCallback = !type.IsValueType && typeof(IDeserializationCallback).IsAssignableFrom(type)
            && !Frameworks.Contains(type.GetInterfaceMap(typeof(IDeserializationCallback)).TargetMethods[0].Module.Assembly);
        return hasCallback || HasMarked(type) ? new SerializationHooks(type, hasCallback) : null;
    }

    internal void BeforeWriting(object value) => Call(_beforeWriting, value);

    internal void AfterWriting(object value) => Call(_afterWriting, value);

    internal void BeforeReading(object value) => Call(_beforeReading, value);

    internal void AfterReading(object value) => Call(_afterReading, value);

    private static bool HasMarked(Type type)
    {
        for (var current = type; current is not null && !Frameworks.Contains(current.Assembly); current = current.BaseType)
        {
            foreach (var method in current.GetMethods(Declared))
            {
                if (!MayBeMarked(method)) continue;
                if (IsMarked(method, typeof(OnDeserializedAttribute)) || IsMarked(method, typeof(OnSerializingAttribute))
                    || IsMarked(method, typeof(OnDeserializingAttribute)) || IsMarked(method, typeof(OnSerializedAttribute))) return true;
            }
        }

        return false;
    }

    private static MethodInfo[] Marked(Type type, Type mark)
    {
        var methods = new GrowingArray<MethodInfo>();
        Add(ref methods, type, mark);
        return methods.ToArray();
    }

    private static void Add(ref GrowingArray<MethodInfo> methods, Type? type, Type mark)
    {
        if (type is null || Frameworks.Contains(type.Assembly)) return;
        Add(ref methods, type.BaseType, mark);
        foreach (var method in type.GetMethods(Declared))
        {
            if (MayBeMarked(method) && IsMarked(method, mark)) methods.Add(method);
        }
    }

    // Looks at the bytes of the signature: an instance method that takes one structure and returns nothing. Asking for the parameter, or
    // for the attributes of every method, would load whatever assemblies their types are in, which a child's start must not wait for.
    private static bool MayBeMarked(MethodInfo method) =>
        !method.IsSpecialName && method.Module.ResolveSignature(method.MetadataToken) is [HasThis, 1, VoidType, StructType, ..];

    private static bool IsMarked(MethodInfo method, Type mark) => method.IsDefined(mark, inherit: false);

    private static void Call(MethodInfo[] methods, object value)
    {
        for (var index = 0; index < methods.Length; index++)
        {
            methods[index].Invoke(value, BindingFlags.DoNotWrapExceptions, null, [default(StreamingContext)], null);
        }
    }
}

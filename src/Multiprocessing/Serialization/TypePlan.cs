using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// How values of one type are read and written. Peers run the same build, so an object's state is its fields, and these lie at the same
/// places.
/// </summary>
internal sealed class TypePlan
{
    private static PlanTable s_table = new();

    private readonly PlanTable _table;
    private readonly nint _handle;
    private FieldStep[]? _steps;
    private FieldStep[]? _ownSteps;
    private TypePlan? _lastAccepted;
    private Creation _creation;
    private HashedBy _hashedBy;

    private TypePlan(Type type, PlanTable table)
    {
        (Type, _table) = (type, table);
        _handle = type.TypeHandle.Value;
        IsValueType = type.IsValueType;
        if (type.ContainsGenericParameters || type == typeof(void)) return;
        if (type == typeof(string)) Kind = PlanKind.String;
        else if (Surrogates.FindRegistered(type) is { } stand) (Kind, Stand) = (PlanKind.Abstract, Of(stand));
        else if (Surrogates.FindOwn(type) is { } surrogate) (Kind, Formatter) = (PlanKind.Formatter, surrogate);
        else if (OpenFileFormatter.Find(type) is { } open) (Kind, Formatter) = (PlanKind.Formatter, open);
        else if (Refusals.Reason(type) is { } reason) (Kind, Refusal) = (PlanKind.Refused, reason);
        else if (type.IsArray)
        {
            Element = Of(type.GetElementType()!);
            IsVector = type.IsSZArray;
            Rank = IsVector ? 1 : type.GetArrayRank();
            Kind = Element.Kind == PlanKind.Raw ? PlanKind.RawArray : PlanKind.Array;
        }
        else if (KnownFormatters.Find(type) is { } form) (Kind, Formatter) = (PlanKind.Formatter, form);
        else if (IsValueType)
        {
            Kind = IsRaw(type, out var isChecked) ? PlanKind.Raw : PlanKind.Fields;
            Check = ValueCheck.Find(type) ?? (isChecked && Kind == PlanKind.Raw ? new FieldChecks(type) : null);
        }
        else if (type.IsAbstract) Kind = PlanKind.Abstract;
        else if (Refusals.ReasonOfFinalizer(type) is { } finalizer) (Kind, Refusal) = (PlanKind.Refused, finalizer);
        else if (SerializableFormatter.Find(type) is { } own) (Kind, Formatter) = (PlanKind.Formatter, own);
        else Kind = PlanKind.Fields;
        if ((Kind == PlanKind.Fields || Formatter is { HasContents: true }) && SerializationHooks.IsOwn(type))
        {
            Hooks = SerializationHooks.Find(type);
        }

        if (SerializableFormatter.ReasonAgainst(type, Kind, Formatter, Hooks) is { } unheard)
        {
            (Kind, Refusal, Formatter, Hooks) = (PlanKind.Refused, unheard, null, null);
        }

        if (type.IsConstructedGenericType && LiveProgressFormatter.MarkerFor(type) is { } marker) Stand = Of(marker);
        if (!IsValueType && (Kind == PlanKind.Fields || Formatter is ExceptionFormatter)) Invariants = KnownInvariants.Find(type);
        IsPlain = Kind == PlanKind.Fields && !IsValueType && !IsWatched && Stand is null;
        if (IsValueType && Kind != PlanKind.Refused) Size = RuntimeHelpers.SizeOf(type.TypeHandle);
    }

    internal Type Type { get; }

    internal PlanKind Kind { get; }

    internal bool IsValueType { get; }

    /// <summary>Why the type cannot cross, or null.</summary>
    internal string? Refusal { get; }

    /// <summary>Whether a field of the type holds no reference to an object.</summary>
    internal bool IsAddressOrValue => IsValueType || Type.IsPointer || Type.IsFunctionPointer;

    /// <summary>The bytes that a value takes in a field or an array; for value types.</summary>
    internal int Size { get; }

    /// <summary>The plan of an array's elements.</summary>
    internal TypePlan? Element { get; }

    internal int Rank { get; }

    /// <summary>Whether this is an array of one dimension that begins at 0.</summary>
    internal bool IsVector { get; }

    internal Formatter? Formatter { get; }

    /// <summary>How an object of the type is made.</summary>
    internal Creation Creation => _creation != Creation.Unknown ? _creation : _creation = FindCreation();

    /// <summary>The bytes that an object of the type takes, known after <see cref="Creation"/>.</summary>
    internal int Footprint { get; private set; }

    /// <summary>Whether this is a class whose objects are just their fields, without any other rule.</summary>
    internal bool IsPlain { get; }

    /// <summary>The steps of all fields. Made when first asked for, since the types of fields may form a circle.</summary>
    internal FieldStep[] Steps => _steps ??= StepList.Of(Type, Kind == PlanKind.Refused ? Type : null);

    /// <summary>The steps of the fields that a derived type adds to those that its formatter handles.</summary>
    internal FieldStep[] OwnSteps => _ownSteps ??= StepList.Of(Type, Formatter!.Ancestor);

    /// <summary>Whether nothing of a value is sent, since its author leaves out all fields.</summary>
    internal bool IsLeftOut
    {
        get
        {
            if (Kind != PlanKind.Fields) return false;
            for (var index = 0; index < Steps.Length; index++)
            {
                if (Steps[index].Kind != StepKind.LeftOut) return false;
            }

            return true;
        }
    }

    /// <summary>The plan that both sides follow in place of this one; the objects that it makes may be of another type.</summary>
    internal TypePlan? Stand { get; }

    /// <summary>The methods that the type's author has marked to be called before and after; null for most types.</summary>
    internal SerializationHooks? Hooks { get; }

    /// <summary>The rules that hold for all objects of the type; null where nothing needs to be checked.</summary>
    internal Invariant[]? Invariants { get; }

    /// <summary>The parts from which an object's hash code is computed.</summary>
    internal HashedBy HashedBy => _hashedBy != HashedBy.Unknown ? _hashedBy : _hashedBy = FindHashedBy();

    /// <summary>Whether an object needs a check or a call when all that arrived together is complete.</summary>
    internal bool IsWatched => Invariants is not null || Hooks is not null;

    /// <summary>The check of a value that has arrived; null for most types.</summary>
    internal ValueCheck? Check { get; }

    /// <summary>Whether an object is complete as it is made, like the one behind every lambda that captures nothing.</summary>
    internal bool IsEmpty => Steps.Length == 0 && !IsWatched;

    /// <summary>
    /// The plan of the type that a network peer is told instead. Of classes that are sent in the same way, as something else, that is the
    /// class from which they all derive, since the others may be known to .NET only.
    /// </summary>
    internal TypePlan NamedFromNetwork
    {
        get
        {
            var plan = this;
            if (Formatter?.SurrogateType is null) return plan;
            while (plan.Type.BaseType is { } ancestor && Of(ancestor) is var next
                && next.Formatter?.GetType() == Formatter.GetType()) plan = next;
            return plan;
        }
    }

    /// <summary>The number by which both sides know the type without its name; -1 for none.</summary>
    internal int WellKnownNumber { get; set; } = -1;

    internal static TypePlan Of(Type type) => s_table.Find(type) ?? Add(type);

    /// <summary>Returns the plan of a type that is mostly the one that was asked for last.</summary>
    internal static TypePlan Of(Type type, ref TypePlan? last)
    {
        if (last is { } plan && ReferenceEquals(plan.Type, type) && ReferenceEquals(plan._table, s_table)) return plan;
        var found = Of(type);
        // A type that may be unloaded must not be kept.
        return type.IsCollectible ? found : last = found;
    }

    /// <summary>Forgets all plans, since the rules by which they were made have changed.</summary>
    internal static void Renew() => Volatile.Write(ref s_table, new PlanTable());

    /// <summary>Whether an object of the other type may be where one of this type is declared.</summary>
    internal bool Accepts(TypePlan other)
    {
        if (ReferenceEquals(other, this) || ReferenceEquals(other, _lastAccepted)) return true;
        if (!Type.IsAssignableFrom(other.Type)) return false;
        _lastAccepted = other;
        return true;
    }

    /// <summary>Returns the plan of an object where this type is declared.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal TypePlan Actual(object value)
    {
        var handle = RawMemory.TypeHandle(value);
        return handle == _handle ? this : _lastAccepted is { } last && handle == last._handle ? last : Find(value);
    }

    private TypePlan Find(object value)
    {
        var plan = Of(value.GetType());
        // A type that may be unloaded must not be kept.
        return plan.Type.IsCollectible ? plan : _lastAccepted = plan;
    }

    // A type that may be unloaded must not be kept, and cannot cross anyhow.
    private static TypePlan Add(Type type)
    {
        var table = Volatile.Read(ref s_table);
        var plan = new TypePlan(type, table);
        return type.IsCollectible ? plan : WellKnownTypes.Number(table.Add(plan));
    }

    private static bool IsRaw(Type type, out bool isChecked)
    {
        isChecked = false;
        if (type.IsEnum || type.IsPrimitive) return true;
        foreach (var field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            if (!field.FieldType.IsValueType || Of(field.FieldType).Kind != PlanKind.Raw || StepList.IsMarked(field)) return false;
            isChecked |= Of(field.FieldType).Check is not null;
        }

        return true;
    }

    private HashedBy FindHashedBy()
    {
        if (Kind is PlanKind.String or PlanKind.Raw or PlanKind.RawArray or PlanKind.Refused) return HashedBy.Itself;
        if (Kind == PlanKind.Array || Formatter is ListFormatter or RebuiltCollection) return HashedBy.Elements;
        var method = Type.GetMethod(nameof(GetHashCode), BindingFlags.Instance | BindingFlags.Public, Type.EmptyTypes)!;
        var author = method.DeclaringType!;
        if (author == typeof(object)) return HashedBy.Itself;
        // A record's method, or one that the F# compiler has made.
        if (method.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false)
            || author.IsDefined(typeof(CompilerGeneratedAttribute), inherit: false))
        {
            return HashedBy.Members;
        }

        if (!Frameworks.Contains(author.Assembly)) return HashedBy.User;
        return IsValueType || author.FullName!.StartsWith("System.Tuple`", StringComparison.Ordinal) ? HashedBy.Members : HashedBy.Itself;
    }

    [SuppressMessage("Usage", "CA1816", Justification = "The object is nobody's.")]
    private Creation FindCreation()
    {
        // An object of a nullable type is an object of the underlying type.
        if (Nullable.GetUnderlyingType(Type) is not null) return Creation.Impossible;
        try
        {
            // An empty object must not reach its finalizer.
            GC.SuppressFinalize(RuntimeHelpers.GetUninitializedObject(Type));
            // Measured the second time, since a static constructor may have run the first time.
            var before = GC.GetAllocatedBytesForCurrentThread();
            GC.SuppressFinalize(RuntimeHelpers.GetUninitializedObject(Type));
            Footprint = (int)(GC.GetAllocatedBytesForCurrentThread() - before);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or MemberAccessException
            or TypeLoadException)
        {
            return Creation.Impossible;
        }

        // A class of the compiler, as each closure is, has none; the search takes its time at a child's start.
        var finalizes = !IsValueType && !Type.Name.StartsWith("<>c", StringComparison.Ordinal)
            && Type.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes)?.DeclaringType != typeof(object);
        return finalizes ? Creation.Finalizable : Creation.Simple;
    }
}

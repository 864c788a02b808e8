using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;

namespace Multiprocessing.Serialization;

/// <summary>
/// Reads what <see cref="ObjectWriter"/> wrote. Every count is checked against what is left of the message before memory is taken for it.
/// </summary>
internal sealed partial class ObjectReader
{
    // The bytes of an object's place in the list of all, which doubles as it grows.
    private const int ObjectPlace = 24;

    // The bytes of an array or a string without elements.
    private const int ObjectHeader = ObjectPlace + 24;
    private const uint LargeArray = 2048;

    private readonly LiveObjects? _live;
    private GrowingArray<object?> _objects = new();
    private GrowingArray<Pending> _pending = new();
    private GrowingArray<Finish> _finishes = new();
    private GrowingArray<object> _finalizable = new();
    private GrowingArray<IDeserializationCallback> _deserialized = new();
    private GrowingArray<object> _unchecked = new();
    private TypePlan? _root;

    // Whether an object was met again, and whether one lies deep within others: a graph that is just a small tree is soon checked.
    private bool _meetsAgain;
    private bool _isDeep;

    // False where the message says that no object is met twice.
    private bool _remembers = true;
    private int _forgotten;
    private int _depth;
    private int _surrogates;

    // While a surrogate is read: how much was waiting before it.
    private int _pendingFloor;
    private int _finishFloor;
    private Validation? _soundness;

    /// <param name="bytes">The message.</param>
    /// <param name="live">The live objects that the message may refer to.</param>
    /// <param name="limit">About how many bytes the objects may take.</param>
    /// <param name="names">The names that earlier messages of the same channel have told.</param>
    internal ObjectReader(ReadOnlyMemory<byte> bytes, LiveObjects? live = null, long limit = long.MaxValue, NamesRead? names = null)
    {
        (_live, _budget, _names) = (live, limit, names ?? new NamesRead());
        Open(bytes);
        _work = new WorkLimit(Left);
    }

    internal LiveObjects? Live => _live;

    /// <summary>The types that the message may make objects of; null for all, from a process of the same tree.</summary>
    internal DeclaredTypes? Declared { get; init; }

    /// <summary>Begins to read a message that holds one value and the trailer of <see cref="ObjectWriter.EndMessage"/>.</summary>
    internal void OpenMessage(ReadOnlyMemory<byte> bytes)
    {
        Open(bytes);
        if (Left == 0) throw Corrupt();
        _end--;
        _remembers = _bytes[_end] != 0;
        _work = new WorkLimit(Left);
    }

    /// <summary>Releases the message and its objects, and makes ready for another one.</summary>
    internal void Clear()
    {
        (_bytes, _position, _end, _depth, _nesting, _surrogates) = (s_nothing, 0, 0, 0, 0, 0);
        (_pendingFloor, _finishFloor, _forgotten) = (0, 0, 0);
        (_meetsAgain, _isDeep, _soundness) = (false, false, null);
        _objects.Clear();
        _pending.Clear();
        _finishes.Clear();
        _finalizable.Clear();
        _deserialized.Clear();
        _unchecked.Clear();
        _names.Clear();
    }

    /// <summary>Gives a new object of a subclass of <see cref="ChildProcess"/> its inherited state; set before it is read.</summary>
    internal Action<object>? AdoptSelf { get; init; }

    internal object? ReadGraph(Type declared)
    {
        var value = ReadItem(TypePlan.Of(declared));
        End();
        return value;
    }

    /// <summary>Reads a value, in a box where its type is declared to be a value type.</summary>
    internal object? ReadItem(TypePlan declared)
    {
        if (!declared.IsValueType) return ReadReference(declared);
        if (Nullable.GetUnderlyingType(declared.Type) is { } underlying)
        {
            var something = ReadReference(TypePlan.Of(typeof(object)));
            return something is null || something.GetType() == underlying ? something : throw Corrupt();
        }

        var value = Allocate(declared);
        ReadInline(ref RawMemory.Of(value), declared);
        return value;
    }

    /// <summary>Reads a value without a box; a nullable value was written as in its box.</summary>
    internal void ReadGraph<T>(ref T value)
    {
        if (typeof(T).IsValueType && default(T) is null)
        {
            value = (T)ReadGraph(typeof(T))!;
            return;
        }

        ReadValue(ref value, TypePlan.Of(typeof(T), ref _root));
        End();
    }

    internal void ReadValue<T>(ref T value, TypePlan plan)
    {
        if (typeof(T).IsValueType) ReadInline(ref Unsafe.As<T, byte>(ref value), plan);
        else Unsafe.As<T, object?>(ref value) = ReadReference(plan);
    }

    private void End()
    {
        if ((_pending.Count | _unchecked.Count | _finishes.Count) != 0 || (_meetsAgain && Declared is not null)) Complete();
        if (_deserialized.Count > 0) TellDeserialized();
        while (_finalizable.Count > 0) GC.ReRegisterForFinalize(_finalizable.RemoveLast());
    }

    // Collections are built last, since that asks their keys for hash codes.
    private void Complete()
    {
        DrainPending();
        if (_unchecked.Count > 0) CheckAll();
        Drain();
        if (_meetsAgain && Declared is { AllowsCycles: false }) CycleSearch.Run(this, _objects);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckAll() => (_soundness ??= new Validation(this)).CheckAll(ref _unchecked);

    internal void ReadInline(ref byte value, TypePlan plan)
    {
        switch (plan.Kind)
        {
            case PlanKind.Raw:
                ReadMemory(ref value, plan.Size);
                if (plan.Check is not null) Check(ref value, plan.Check);
                return;
            case PlanKind.Formatter:
                if (Declared is not null) CheckFromNetwork(plan);
                plan.Formatter!.ReadInline(this, ref value);
                return;
            case PlanKind.Fields:
                ReadSteps(ref value, plan.Steps);
                return;
            default:
                throw Corrupt();
        }
    }

    internal object? ReadReference(TypePlan declared)
    {
        if (declared.Kind == PlanKind.String) return ReadString();
        var token = ReadCompact();
        switch (token)
        {
            case Token.Null:
                return null;
            case Token.Exact:
                return declared.IsPlain ? ReadPlain(declared) : declared.Kind == PlanKind.Formatter ? ReadForm(declared, declared)
                    : ReadNew(declared);
            case Token.Typed:
                var plan = ReadType();
                if (plan.Kind == PlanKind.Formatter) return ReadForm(plan, declared);
                return declared.Accepts(plan) ? ReadNew(plan) : throw Corrupt();
            default:
                var known = Known(token - Token.FirstReference);
                _meetsAgain = true;
                return ReferenceEquals(known.GetType(), declared.Type) || declared.Type.IsInstanceOfType(known) ? known : throw Corrupt();
        }
    }

    private object ReadPlain(TypePlan plan)
    {
        var value = Allocate(plan);
        Remember(value);
        var steps = plan.Steps;
        if (steps.Length == 0) return value;
        if (_depth >= ObjectWriter.MaxDepth) Defer(value, plan);
        else
        {
            _depth++;
            ReadSteps(ref RawMemory.Of(value), steps);
            _depth--;
        }

        return value;
    }

    private void Defer(object value, TypePlan plan)
    {
        _isDeep = true;
        _pending.Add(new Pending(value, plan));
    }

    // A formatter may make an object of another type than the one that was named.
    private object ReadForm(TypePlan plan, TypePlan declared)
    {
        var others = plan.Formatter!.MakesOtherTypes;
        if (!others && !declared.Accepts(plan)) throw Corrupt();
        var value = ReadNew(plan);
        return !others || declared.Type.IsInstanceOfType(value) ? value : throw Corrupt();
    }

    /// <summary>Reads a reference whose object is filled only when the one that is being read is complete.</summary>
    internal object? ReadReferenceDeferred(TypePlan declared)
    {
        var depth = _depth;
        _depth = ObjectWriter.MaxDepth;
        var value = ReadReference(declared);
        _depth = depth;
        return value;
    }

    internal string? ReadString()
    {
        var token = ReadCompact();
        if (token == Token.Null) return null;
        if ((token & 1) == 0) return Known((token - Token.FirstStringReference) >> 1) as string ?? throw Corrupt();
        return ReadNewString((token - Token.FirstStringLength) >> 1);
    }

    private string ReadNewString(uint length)
    {
        var text = ReadUnits(length);
        if (ObjectWriter.IsShared(text)) Remember(text);
        return text;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Remember(object? value)
    {
        if (_remembers) _objects.Add(value);
        else _forgotten++;
    }

    private object Known(uint number) => _objects[(int)number] ?? throw Corrupt();

    private object ReadNew(TypePlan plan)
    {
        object value;
        switch (plan.Kind)
        {
            case PlanKind.String:
                return ReadNewString(ReadCompact());
            case PlanKind.Raw:
                value = Allocate(plan);
                if (!plan.Type.IsPrimitive) Remember(value);
                ReadMemory(ref RawMemory.Of(value), plan.Size);
                if (plan.Check is not null) Check(ref RawMemory.Of(value), plan.Check);
                return value;
            case PlanKind.RawArray:
                var memory = AllocateArray(plan);
                Remember(memory);
                ReadLargeMemory(ref RawMemory.OfArray(memory), memory.LongLength * plan.Element!.Size);
                if (plan.Element.Check is not null) Clean(ref RawMemory.OfArray(memory), memory.LongLength, plan.Element);
                return memory;
            case PlanKind.Array:
                if (plan.Element!.Kind == PlanKind.Refused && plan.Element.IsAddressOrValue) throw Corrupt();
                var array = AllocateArray(plan);
                Remember(array);
                if (array.LongLength == 0) return array;
                value = array;
                break;
            case PlanKind.Formatter:
                if (Declared is not null) CheckFromNetwork(plan);
                var number = _objects.Count;
                Remember(null);
                if (plan.IsValueType)
                {
                    value = Allocate(plan);
                    if (_remembers) _objects[number] = value;
                    plan.Formatter!.ReadInline(this, ref RawMemory.Of(value));
                    return value;
                }

                // In two steps, since the place in the list may have moved once the formatter has read more objects.
                value = plan.Formatter!.Read(this, plan);
                if (_remembers) _objects[number] = value;
                if (!plan.Formatter.HasContents) return value;
                break;
            case PlanKind.Fields:
                value = Allocate(plan);
                Remember(value);
                if (plan.IsEmpty) return value;
                break;
            default:
                throw Corrupt();
        }

        if (_depth >= ObjectWriter.MaxDepth) Defer(value, plan);
        else
        {
            _depth++;
            ReadContents(value, plan);
            _depth--;
        }

        return value;
    }

    private void ReadContents(object value, TypePlan plan)
    {
        if (!plan.IsWatched)
        {
            ReadParts(value, plan);
            return;
        }

        if (plan.Hooks is { HasCallback: true }) _deserialized.Add((IDeserializationCallback)value);
        if (plan.Hooks is { } hooks) ReadHooked(value, plan, hooks);
        else ReadParts(value, plan);
        if (plan.Invariants is not null) Watch(value);
    }

    private void ReadParts(object value, TypePlan plan)
    {
        switch (plan.Kind)
        {
            case PlanKind.Array:
                var array = Unsafe.As<Array>(value);
                ReadElements(ref RawMemory.OfArray(array), array.LongLength, plan.Element!);
                break;
            case PlanKind.Formatter:
                plan.Formatter!.ReadContents(this, value, plan);
                break;
            default:
                ReadSteps(ref RawMemory.Of(value), plan.Steps);
                break;
        }
    }

    // Added behind its contents: an object that is in the list has all its fields.
    private void Watch(object value)
    {
        Charge(Validation.CostOfOne);
        _unchecked.Add(value);
    }

    /// <summary>Whether keys of a type are checked before they are hashed: not where the graph is just a small tree.</summary>
    internal bool LooksAtKeys(TypePlan key) =>
        (_meetsAgain || _isDeep) && key.Kind != PlanKind.String && (!key.IsValueType || key.HashedBy != HashedBy.Itself);

    /// <summary>Returns a check of keys of a type before they are hashed; null where there is nothing to check.</summary>
    /// <param name="key">The type of the keys.</param>
    /// <param name="comparer">The comparer that hashes the keys; null where they hash themselves. What a foreign comparer does with keys
    /// only its author knows, as with keys that have hash codes of their author's.</param>
    internal KeyCheck? LookAtKeys(TypePlan key, object? comparer)
    {
        if (!LooksAtKeys(key) || comparer is ReferenceEqualityComparer || (comparer is not null && !IsFromNetwork)) return null;
        Charge(KeyCheck.Cost);
        return new KeyCheck(this, IsFromNetwork);
    }

    /// <summary>Whether the message comes from a network peer, and is therefore not trusted.</summary>
    internal bool IsFromNetwork => Declared is not null;

    /// <summary>Completes all objects that have been met so far.</summary>
    internal void Drain()
    {
        DrainPending();
        if (_finishes.Count > _finishFloor) FinishAll();
    }

    private void DrainPending()
    {
        while (_pending.Count > _pendingFloor)
        {
            var next = _pending.RemoveLast();
            if (next.Plan is null) _finishes.Add((Finish)next.Value);
            else ReadContents(next.Value, next.Plan);
        }
    }

    internal void ReadSteps(ref byte start, FieldStep[] steps)
    {
        // Not a span, which each child would have to compile.
        for (var index = 0; index < steps.Length; index++)
        {
            ref readonly var step = ref steps[index];
            ref var field = ref Unsafe.AddByteOffset(ref start, step.Offset);
            switch (step.Kind)
            {
                case StepKind.Raw4:
                    Unsafe.WriteUnaligned(ref field, Unsafe.ReadUnaligned<int>(ref Take(4)));
                    break;
                case StepKind.Raw8:
                    Unsafe.WriteUnaligned(ref field, Unsafe.ReadUnaligned<long>(ref Take(8)));
                    break;
                case StepKind.Raw:
                    ReadMemory(ref field, step.Length);
                    break;
                case StepKind.String:
                    Unsafe.As<byte, string?>(ref field) = ReadString();
                    break;
                case StepKind.Reference:
                    Unsafe.As<byte, object?>(ref field) = ReadReference(step.Declared!);
                    break;
                case StepKind.Formatter:
                    if (Declared is not null) CheckFromNetwork(step.Declared!);
                    step.Declared!.Formatter!.ReadInline(this, ref field);
                    break;
                case StepKind.Index:
                    Unsafe.WriteUnaligned(ref field, ReadCount() & int.MaxValue);
                    break;
                case StepKind.Check:
                    Check(ref field, step.Declared!.Check!);
                    break;
                case StepKind.Refused:
                    throw Corrupt();
            }
        }
    }

    private static void Check(ref byte value, ValueCheck check)
    {
        if (!check.Holds(ref value)) throw Corrupt();
    }

    // A rented array holds arbitrary values where nobody has written.
    private static void Clean(ref byte first, long count, TypePlan element)
    {
        if (element.Check!.HoldAll(ref first, count, element.Size)) return;
        for (nint index = 0; index < count; index++)
        {
            ref var value = ref Unsafe.AddByteOffset(ref first, index * element.Size);
            if (!element.Check!.Holds(ref value)) Unsafe.InitBlockUnaligned(ref value, 0, (uint)element.Size);
        }
    }

    /// <summary>Reads values that lie one behind the other and are plain memory.</summary>
    internal void ReadRawElements(ref byte first, long count, TypePlan element)
    {
        ReadLargeMemory(ref first, count * element.Size);
        if (element.Check is not { } check) return;
        if (!check.HoldAll(ref first, count, element.Size)) throw Corrupt();
    }

    /// <summary>Reads values that lie one behind the other and are no plain memory.</summary>
    internal void ReadElements(ref byte first, long count, TypePlan element)
    {
        if (element.Kind == PlanKind.String)
        {
            for (nint index = 0; index < count; index++) Unsafe.Add(ref Unsafe.As<byte, string?>(ref first), index) = ReadString();
        }
        else if (!element.IsValueType)
        {
            for (nint index = 0; index < count; index++)
            {
                Unsafe.Add(ref Unsafe.As<byte, object?>(ref first), index) = ReadReference(element);
            }
        }
        else
        {
            var isLeftOut = element.IsLeftOut;
            for (nint index = 0; index < count; index++)
            {
                if (isLeftOut) ReadByte();
                ReadInline(ref Unsafe.AddByteOffset(ref first, index * element.Size), element);
            }
        }
    }

    /// <summary>Makes an object of the type with all fields zero.</summary>
    internal object Allocate(TypePlan plan)
    {
        var creation = plan.Creation;
        Charge(ObjectPlace + plan.Footprint);
        if (creation == Creation.Simple) return RuntimeHelpers.GetUninitializedObject(plan.Type);
        if (creation == Creation.Impossible) throw Corrupt();
        var value = RuntimeHelpers.GetUninitializedObject(plan.Type);
        FinalizeLater(value);
        return value;
    }

    [SuppressMessage("Usage", "CA1816",
        Justification = "The object is not complete; its finalizer would meet fields that are not there yet, or never.")]
    private void FinalizeLater(object value)
    {
        GC.SuppressFinalize(value);
        _finalizable.Add(value);
    }

    /// <summary>Makes an array of one dimension for as many elements as the next number says.</summary>
    internal Array AllocateVector(TypePlan plan) => AllocateArray(plan);

    private Array AllocateArray(TypePlan plan)
    {
        var element = plan.Element!;
        var size = element.IsValueType ? element.Size : nint.Size;
        // An element that is plain memory takes its size in the message, any other one at least a byte.
        var least = plan.Kind == PlanKind.RawArray ? size : 1;
        if (plan.IsVector)
        {
            var length = ReadCompact();
            Check(length, least, size);
            return plan.Kind == PlanKind.RawArray && length * (uint)size >= LargeArray ? AllocateUncleared(plan, (int)length)
                : Array.CreateInstanceFromArrayType(plan.Type, (int)length);
        }

        Charge(plan.Rank * ObjectHeader);
        var lengths = new int[plan.Rank];
        var lowerBounds = new int[plan.Rank];
        ulong total = 1;
        for (var dimension = 0; dimension < lengths.Length; dimension++)
        {
            var length = ReadCompact();
            if (length > Array.MaxLength) throw Corrupt();
            // Counted as .NET does, which refuses too large a product even where a later dimension is zero.
            total *= length;
            if (total > (ulong)Array.MaxLength) throw Corrupt();
            lengths[dimension] = (int)length;
            lowerBounds[dimension] = ReadCount();
            if (lowerBounds[dimension] > int.MaxValue - lengths[dimension]) throw Corrupt();
        }

        Check(total, least, size);
        return Array.CreateInstanceFromArrayType(plan.Type, lengths, lowerBounds);
    }

    // Memory that is about to be overwritten need not be cleared first.
    internal static Array AllocateUncleared(TypePlan plan, int length)
    {
        var element = plan.Element!.Type;
        return element == typeof(byte) ? GC.AllocateUninitializedArray<byte>(length)
            : element == typeof(int) ? GC.AllocateUninitializedArray<int>(length)
            : element == typeof(long) ? GC.AllocateUninitializedArray<long>(length)
            : element == typeof(float) ? GC.AllocateUninitializedArray<float>(length)
            : element == typeof(double) ? GC.AllocateUninitializedArray<double>(length)
            : element == typeof(char) ? GC.AllocateUninitializedArray<char>(length)
            : element == typeof(short) ? GC.AllocateUninitializedArray<short>(length)
            : Array.CreateInstanceFromArrayType(plan.Type, length);
    }

    /// <summary>Checks a count of elements that follow, before memory is taken for them.</summary>
    internal int CheckCount(uint count, int least, int size)
    {
        Check(count, least, size);
        return (int)count;
    }

    private void Check(ulong count, int least, int size)
    {
        if (count > (ulong)(Left / least)) throw Corrupt();
        Charge(ObjectHeader + ((long)count * size));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckSoFar() => (_soundness ??= new Validation(this)).CheckSoFar(ref _unchecked);

    /// <summary>Reads a surrogate, complete with everything that hangs on it.</summary>
    /// <param name="isUsers">Whether a function of the user gets it, which may do anything with it.</param>
    internal T ReadSurrogate<T>(bool isUsers = false)
    {
        if (++_surrogates > ObjectWriter.MaxSurrogates || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw new InvalidDataException("The surrogates in a message lie within each other too deeply for this thread's stack.");
        }

        var (outerPending, outerFinish) = (_pendingFloor, _finishFloor);
        (_pendingFloor, _finishFloor) = (_pending.Count, _finishes.Count);
        T surrogate = default!;
        ReadValue(ref surrogate, TypePlan.Of(typeof(T)));
        DrainPending();
        // The surrogate refers to earlier objects, which have to be complete too.
        if (ReadBoolean()) (_pendingFloor, _finishFloor) = (0, 0);
        DrainPending();
        // Constructors and callbacks of the user are called, too, where there are any.
        if ((isUsers || _finishes.Count > _finishFloor) && _unchecked.Count > 0) CheckSoFar();
        Drain();
        (_pendingFloor, _finishFloor) = (Math.Min(outerPending, _pending.Count), Math.Min(outerFinish, _finishes.Count));
        _surrogates--;
        return surrogate;
    }

    /// <param name="value">An object whose contents are to be read, or a <see cref="Finish"/> that waits for the objects after it.</param>
    /// <param name="plan">The plan by which to read the contents; null for a <see cref="Finish"/>.</param>
    private readonly struct Pending(object value, TypePlan? plan)
    {
        internal readonly object Value = value;
        internal readonly TypePlan? Plan = plan;
    }
}

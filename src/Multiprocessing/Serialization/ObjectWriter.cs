using System.Buffers;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// Writes values for <see cref="ObjectReader"/>. An object gets a number where it is first met, so cycles and shared references need no
/// special case. Its contents follow at once, or later if it lies deep within others, so a list of any length needs no deep stack.
/// </summary>
internal sealed partial class ObjectWriter
{
    /// <summary>The depth to which objects within each other are written at once; each takes a few hundred bytes of stack.</summary>
    internal const int MaxDepth = 24;

    /// <summary>How many surrogates may lie within each other.</summary>
    internal const int MaxSurrogates = 256;

    /// <summary>The length of the longest string that is copied wherever it is met, in UTF-16 units.</summary>
    internal const int LongestValue = 16;

    /// <summary>Stands in place of an object's number for a value that is a part of the object around it.</summary>
    internal const int NoNumber = -1;

    private readonly LiveObjects? _live;
    private readonly object? _self;
    private IdentityTable _objects = new();
    private GrowingArray<int> _pending = new();
    private GrowingArray<int> _surrogates = new();
    private GrowingArray<object> _serialized = new();
    private TypePlan? _root;
    private string _what = "value";

    // The function that returned the value; null for any other value.
    private IUserFunction? _producer;
    private int _current = NoNumber;
    private int _depth;
    private bool _hasReferences;

    // While a surrogate is written: how many objects were pending before it, and the lowest number that it refers to.
    private int _floor;
    private int _lowest = int.MaxValue;

    /// <param name="live">The objects that stay live across the border.</param>
    /// <param name="self">The process object that is sent as itself.</param>
    /// <param name="reserved">Bytes to leave free for a header.</param>
    /// <param name="names">The names that the other side knows from earlier messages of the same channel.</param>
    internal ObjectWriter(LiveObjects? live = null, object? self = null, int reserved = 0, NamesWritten? names = null)
    {
        (_live, _self, _start, _length, _names) = (live, self, reserved, reserved, names ?? new NamesWritten());
    }

    internal LiveObjects? Live => _live;

    /// <summary>
    /// Whether the message goes over a network: an object that means something within one tree of processes only is refused.
    /// </summary>
    internal bool IsFromNetwork { get; init; }

    /// <summary>Leaves out of exceptions what cannot cross; null if such exceptions are to be refused.</summary>
    internal ExceptionSalvage? Salvage { get; init; }

    /// <summary>The process object that is sent as itself, to the child that it describes.</summary>
    internal object? Self => _self;

    /// <summary>Writes one value with everything that hangs on it; <paramref name="what"/> names the value in a refusal.</summary>
    internal void WriteGraph(object? value, Type declared, string what)
    {
        WriteItem(value, Begin(declared, what));
        End();
    }

    /// <summary>Writes a value that may be in a box where its type is declared to be a value type.</summary>
    internal void WriteItem(object? value, TypePlan declared)
    {
        if (!declared.IsValueType) WriteReference(value, declared);
        // A nullable value in a box is either null or the value.
        else if (Nullable.GetUnderlyingType(declared.Type) is null) WriteInline(ref RawMemory.Of(value!), declared);
        else WriteReference(value, TypePlan.Of(typeof(object)));
    }

    /// <summary>Writes what a function has returned, with everything that hangs on it.</summary>
    internal void WriteResult(object? value, Type declared, IUserFunction producer)
    {
        _producer = producer;
        WriteGraph(value, declared, "result");
    }

    /// <summary>
    /// Writes one value with everything that hangs on it, without a box. A nullable value is written as in its box, so that both methods
    /// write the same bytes.
    /// </summary>
    /// <param name="value">The value.</param>
    /// <param name="what">The value's name in a refusal.</param>
    /// <param name="producer">The function that returned the value; null for any other value.</param>
    internal void WriteGraph<T>(ref T value, string what, IUserFunction? producer = null)
    {
        (_what, _producer, _current) = (what, producer, NoNumber);
        if (typeof(T).IsValueType && default(T) is null)
        {
            WriteGraph(value, typeof(T), what);
            return;
        }

        WriteValue(ref value, TypePlan.Of(typeof(T), ref _root));
        if ((_pending.Count | _serialized.Count) > 0) End();
    }

    /// <summary>Makes ready for another message, as if newly made; keeps memory unless it is much.</summary>
    internal void Clear()
    {
        if (_objects.Count > 0) _objects.Clear();
        _pending.Clear();
        _surrogates.Clear();
        _serialized.Clear();
        if (_names.HasAny) _names.Clear();
        (_depth, _floor, _lowest, _hasReferences) = (0, 0, int.MaxValue, false);
        _producer = null;
        (_length, _destination) = (_start, null);
        if (_buffer.Length > LargestKeptBuffer) _buffer = new byte[512];
    }

    /// <summary>Writes one value with everything that hangs on it to a destination.</summary>
    internal void WriteTo<T>(IBufferWriter<byte> destination, ref T value, string what)
    {
        _destination = destination;
        WriteGraph(ref value, what);
        EndMessage();
        Flush();
    }

    /// <summary>Ends a message of one value by saying whether its reader has to remember objects.</summary>
    internal void EndMessage() => WriteBoolean(_hasReferences);

    private TypePlan Begin(Type declared, string what)
    {
        _what = what;
        _current = NoNumber;
        return TypePlan.Of(declared);
    }

    internal void WriteValue<T>(ref T value, TypePlan plan)
    {
        if (typeof(T).IsValueType) WriteInline(ref Unsafe.As<T, byte>(ref value), plan);
        else WriteReference(value, plan);
    }

    /// <summary>Writes the value at a place in memory.</summary>
    internal void WriteInline(ref byte value, TypePlan plan)
    {
        switch (plan.Kind)
        {
            case PlanKind.Raw:
                WriteMemory(ref value, plan.Size);
                return;
            case PlanKind.Formatter:
                if (IsFromNetwork) CheckFromNetwork(plan);
                plan.Formatter!.WriteInline(this, ref value);
                return;
            case PlanKind.Refused:
                throw Refused(plan.Type, plan.Refusal!);
            default:
                WriteSteps(ref value, plan.Steps);
                return;
        }
    }

    internal void WriteReference(object? value, TypePlan declared)
    {
        if (value is null)
        {
            WriteByte(Token.Null);
            return;
        }

        var plan = declared.Actual(value);
        if (!plan.IsPlain || declared.Stand is not null)
        {
            WriteOther(value, plan, declared);
            return;
        }

        var number = _objects.FindOrAdd(value, _current);
        if (number >= 0)
        {
            WriteKnown(number);
            return;
        }

        if (ReferenceEquals(plan, declared)) WriteByte(Token.Exact);
        else
        {
            WriteByte(Token.Typed);
            WriteType(plan);
        }

        var steps = plan.Steps;
        if (steps.Length == 0) return;
        number = _objects.Count - 1;
        if (_depth >= MaxDepth)
        {
            _pending.Add(number);
            return;
        }

        var outer = _current;
        _current = number;
        _depth++;
        WriteSteps(ref RawMemory.Of(value), steps);
        _depth--;
        _current = outer;
    }

    private void WriteKnown(int number)
    {
        _hasReferences = true;
        if (_surrogates.Count > 0) NoteReference(number);
        WriteCompact((uint)number + Token.FirstReference);
    }

    private void WriteOther(object value, TypePlan plan, TypePlan declared)
    {
        if (declared.Kind == PlanKind.String)
        {
            WriteString(Unsafe.As<string>(value));
            return;
        }

        var number = _objects.Count;
        if (plan.Kind != PlanKind.Raw || !plan.Type.IsPrimitive)
        {
            var known = plan.Kind == PlanKind.String && !IsShared((string)value) ? -1 : _objects.FindOrAdd(value, _current);
            if (known >= 0)
            {
                WriteKnown(known);
                return;
            }
        }

        if (declared.Stand is not null || plan.Stand is not null) plan = FindStand(declared, plan);
        if (IsFromNetwork) plan = plan.NamedFromNetwork;
        if (ReferenceEquals(plan, declared)) WriteByte(Token.Exact);
        else
        {
            if (plan.Kind == PlanKind.Refused) throw Refused(plan.Type, plan.Refusal!);
            WriteByte(Token.Typed);
            WriteType(plan);
        }

        WriteNew(number, value, plan);
    }

    // Without listeners, a progress object is an object like any other.
    private TypePlan FindStand(TypePlan declared, TypePlan plan)
    {
        var stand = plan.Stand ?? declared.Stand!;
        return stand.Formatter is LiveProgressFormatter && _live is null ? plan : stand;
    }

    /// <summary>Writes a reference whose object is filled only when the one that is being written is complete.</summary>
    internal void WriteReferenceDeferred(object? value, TypePlan declared)
    {
        var depth = _depth;
        _depth = MaxDepth;
        WriteReference(value, declared);
        _depth = depth;
    }

    /// <summary>Whether a string keeps its identity. A short one is a value: looking it up would cost more than copying it.</summary>
    internal static bool IsShared(string value) => value.Length > LongestValue;

    internal void WriteString(string? value)
    {
        if (value is null)
        {
            WriteByte(Token.Null);
            return;
        }

        if (IsShared(value))
        {
            var known = _objects.FindOrAdd(value, _current);
            if (known >= 0)
            {
                _hasReferences = true;
                WriteCompact(((uint)known << 1) + Token.FirstStringReference);
                return;
            }
        }

        else
        {
            ref var place = ref Reserve(1 + (value.Length * sizeof(char)));
            place = (byte)(((uint)value.Length << 1) + Token.FirstStringLength);
            RawMemory.Copy(ref Unsafe.Add(ref place, 1), ref RawMemory.Units(value), value.Length * sizeof(char));
            return;
        }

        // Half of the numbers are taken by references; the longest string has 2^30 characters.
        WriteCompact(((uint)value.Length << 1) + Token.FirstStringLength);
        WriteUnits(value);
    }

    private void WriteNew(int number, object value, TypePlan plan)
    {
        switch (plan.Kind)
        {
            case PlanKind.String:
                var text = Unsafe.As<string>(value);
                WriteCompact((uint)text.Length);
                WriteUnits(text);
                return;
            case PlanKind.Raw:
                WriteMemory(ref RawMemory.Of(value), plan.Size);
                return;
            case PlanKind.RawArray:
                var memory = Unsafe.As<Array>(value);
                WriteLengths(memory, plan);
                WriteLargeMemory(ref RawMemory.OfArray(memory), memory.LongLength * plan.Element!.Size);
                return;
            case PlanKind.Array:
                WriteLengths(Unsafe.As<Array>(value), plan);
                if (Unsafe.As<Array>(value).LongLength == 0) return;
                break;
            case PlanKind.Formatter:
                if (IsFromNetwork) CheckFromNetwork(plan);
                if (plan.IsValueType)
                {
                    plan.Formatter!.WriteInline(this, ref RawMemory.Of(value));
                    return;
                }

                plan.Formatter!.Write(this, number, value, plan);
                if (!plan.Formatter.HasContents) return;
                break;
            case PlanKind.Refused:
                throw Refused(plan.Type, plan.Refusal!);
            default:
                if (plan.IsEmpty) return;
                break;
        }

        if (_depth >= MaxDepth) _pending.Add(number);
        else
        {
            _depth++;
            WriteContents(number, value, plan);
            _depth--;
        }
    }

    private void WriteContents(int number, object value, TypePlan plan)
    {
        var outer = _current;
        _current = number;
        if (plan.Hooks is not null) TellSerializing(value, plan.Hooks);
        switch (plan.Kind)
        {
            case PlanKind.Array:
                WriteElements(Unsafe.As<Array>(value), plan);
                break;
            case PlanKind.Formatter:
                plan.Formatter!.WriteContents(this, value, plan);
                break;
            default:
                WriteSteps(ref RawMemory.Of(value), plan.Steps);
                break;
        }

        _current = outer;
    }

    private void End()
    {
        Drain();
        if (_serialized.Count > 0) TellSerialized();
    }

    private void TellSerializing(object value, SerializationHooks hooks)
    {
        hooks.BeforeWriting(value);
        if (hooks.FollowsWriting) _serialized.Add(value);
    }

    private void TellSerialized()
    {
        for (var index = 0; index < _serialized.Count;
            index++) TypePlan.Of(_serialized[index].GetType()).Hooks!.AfterWriting(_serialized[index]);
        _serialized.Clear();
    }

    private void Drain()
    {
        while (_pending.Count > _floor)
        {
            var number = _pending.RemoveLast();
            var value = _objects[number];
            WriteContents(number, value, TypePlan.Of(value.GetType()));
        }
    }

    internal void WriteSteps(ref byte start, FieldStep[] steps)
    {
        // Not a span, which each child would have to compile.
        for (var index = 0; index < steps.Length; index++)
        {
            ref readonly var step = ref steps[index];
            ref var field = ref Unsafe.AddByteOffset(ref start, step.Offset);
            switch (step.Kind)
            {
                case StepKind.Raw4:
                    Unsafe.WriteUnaligned(ref Reserve(4), Unsafe.ReadUnaligned<int>(ref field));
                    break;
                case StepKind.Raw8:
                    Unsafe.WriteUnaligned(ref Reserve(8), Unsafe.ReadUnaligned<long>(ref field));
                    break;
                case StepKind.Raw:
                    WriteMemory(ref field, step.Length);
                    break;
                case StepKind.String:
                    WriteString(Unsafe.As<byte, string?>(ref field));
                    break;
                case StepKind.Reference:
                    WriteReference(Unsafe.As<byte, object?>(ref field), step.Declared!);
                    break;
                case StepKind.Formatter:
                    if (IsFromNetwork) CheckFromNetwork(step.Declared!);
                    step.Declared!.Formatter!.WriteInline(this, ref field);
                    break;
                case StepKind.Index:
                    WriteCount(Unsafe.ReadUnaligned<int>(ref field) & int.MaxValue);
                    break;
                case StepKind.Refused:
                    throw RefusedField(step);
            }
        }
    }

    private void WriteLengths(Array array, TypePlan plan)
    {
        if (plan.Element!.Kind == PlanKind.Refused && plan.Element.IsAddressOrValue) throw Refused(plan.Type, plan.Element.Refusal!);
        if (plan.IsVector)
        {
            WriteCompact((uint)array.Length);
            return;
        }

        for (var dimension = 0; dimension < plan.Rank; dimension++)
        {
            WriteCompact((uint)array.GetLength(dimension));
            WriteCount(array.GetLowerBound(dimension));
        }
    }

    private void WriteElements(Array array, TypePlan plan) => WriteElements(ref RawMemory.OfArray(array), array.LongLength, plan.Element!);

    /// <summary>Writes values that lie one behind the other and are no plain memory.</summary>
    internal void WriteElements(ref byte first, long count, TypePlan element)
    {
        if (element.Kind == PlanKind.String)
        {
            for (nint index = 0; index < count; index++) WriteString(Unsafe.Add(ref Unsafe.As<byte, string?>(ref first), index));
        }
        else if (!element.IsValueType)
        {
            for (nint index = 0; index < count; index++)
            {
                WriteReference(Unsafe.Add(ref Unsafe.As<byte, object?>(ref first), index), element);
            }
        }
        else
        {
            var isLeftOut = element.IsLeftOut;
            for (nint index = 0; index < count; index++)
            {
                // An extra byte, so that each element takes at least one, whatever its author leaves out, and a count can be checked.
                if (isLeftOut) WriteByte(0);
                WriteInline(ref Unsafe.AddByteOffset(ref first, index * element.Size), element);
            }
        }
    }

    /// <summary>Writes a surrogate of an object, so completely that the reader can make the object of it at once.</summary>
    /// <param name="number">The number of the object that it stands for, or <see cref="NoNumber"/>.</param>
    /// <param name="surrogate">The surrogate.</param>
    /// <param name="isWholeOnceKnown">Whether the surrogate has always been written by this method, so that it is complete where it is met
    /// again.</param>
    internal void WriteSurrogate<T>(int number, T surrogate, bool isWholeOnceKnown = false)
    {
        // Surrogates within surrogates are the only recursion without a fixed depth.
        if (_surrogates.Count >= MaxSurrogates || !RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            throw Refused(typeof(T), "surrogates lie within each other too deeply");
        }

        var (outer, outerFloor, outerLowest) = (_current, _floor, _lowest);
        if (number != NoNumber) _current = number;
        _surrogates.Add(number);
        (_floor, _lowest) = (_pending.Count, int.MaxValue);
        var first = _objects.Count;
        WriteValue(ref surrogate, TypePlan.Of(typeof(T)));
        Drain();
        // Objects that were pending before stay pending: they may hold the very object, and surrogates of its own, and are not needed to
        // make this one. Only a surrogate that refers to them needs them complete.
        var refersOut = _lowest < first && !(isWholeOnceKnown && _objects.Count == first);
        WriteBoolean(refersOut);
        if (refersOut)
        {
            _floor = 0;
            Drain();
        }

        _surrogates.RemoveLast();
        (_current, _floor, _lowest) =
            (outer, Math.Min(outerFloor, _pending.Count), refersOut ? Math.Min(outerLowest, _lowest) : outerLowest);
    }

    private void NoteReference(int number)
    {
        CheckNoCircle(number);
        if (number < _lowest && !IsWhole(_objects[number])) _lowest = number;
    }

    // Whether an object is complete as soon as it has been read.
    private static bool IsWhole(object value)
    {
        var plan = TypePlan.Of(value.GetType());
        return plan.Stand is not null || plan.Kind switch
        {
            PlanKind.String or PlanKind.Raw or PlanKind.RawArray => true,
            PlanKind.Formatter => plan.Formatter!.IsWhole(value),
            PlanKind.Fields => plan.IsEmpty,
            _ => false,
        };
    }

    private void CheckNoCircle(int number)
    {
        for (var index = 0; index < _surrogates.Count; index++)
        {
            if (_surrogates[index] == number)
            {
                throw Refused(_objects[number].GetType(),
                    "what stands for it on the way refers back to it; leave that reference out of the surrogate");
            }
        }
    }
}

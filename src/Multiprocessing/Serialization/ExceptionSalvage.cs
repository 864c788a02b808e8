using System.Collections;
using System.Collections.Specialized;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// Makes an exception that cannot cross arrive at the caller all the same: with its own type, so that it is caught by it, but without the
/// members that cannot cross. Its <see cref="Exception.Data"/> and its stack trace say which these are, and why.
/// </summary>
internal sealed class ExceptionSalvage
{
    /// <summary>The key in <see cref="Exception.Data"/> of the text that says what was left out.</summary>
    internal const string LeftOut = "Multiprocessing.LeftOut";

    private static readonly Func<object, object> s_clone =
        typeof(object).GetMethod(nameof(MemberwiseClone),
        BindingFlags.Instance | BindingFlags.NonPublic)!.CreateDelegate<Func<object, object>>();

    private readonly LiveObjects? _live;
    private readonly Dictionary<Exception, Exception> _standIns;
    private readonly Dictionary<Type, string?> _reasons;

    internal ExceptionSalvage(LiveObjects? live) =>
        (_live, _standIns, _reasons) = (live is null ? null : new TrialLiveObjects(live), new(ReferenceEqualityComparer.Instance), []);

    private ExceptionSalvage(ExceptionSalvage outer) =>
        (_live, _standIns, _reasons, IsTrial) = (outer._live, outer._standIns, outer._reasons, true);

    /// <summary>Whether a member is written only to see whether it can cross.</summary>
    internal bool IsTrial { get; }

    /// <summary>Returns why no object of the exception's class can cross; null where one can.</summary>
    internal string? ReasonAgainst(Exception exception)
    {
        var type = exception.GetType();
        if (!_reasons.TryGetValue(type, out var reason)) _reasons.Add(type, reason = Trial(writer => writer.CheckType(type)));
        return reason;
    }

    /// <summary>Returns the parts of the exception that can cross.</summary>
    internal Rest Of(Exception exception, TypePlan plan)
    {
        var notes = new List<string>();
        var fields = Fields(exception, plan, notes);
        var data = Data(exception, notes);
        var stack = exception.StackTrace;
        if (notes.Count > 0)
        {
            data[LeftOut] = string.Join(Environment.NewLine, data.Contains(LeftOut) ? [$"{data[LeftOut]}", .. notes] : notes);
            var lines = notes.Select(static note => $"   --- Left out on the way: {note} ---");
            stack = string.Join(Environment.NewLine, stack is null ? lines : lines.Prepend(stack));
        }

        return new Rest(stack, exception.InnerException is { } inner ? StandIn(inner) : null, fields, data);
    }

    // A copy of the object, whose fields are those that can cross.
    private object Fields(Exception exception, TypePlan plan, List<string> notes)
    {
        var fields = s_clone(exception);
        foreach (var step in plan.OwnSteps)
        {
            if (step.Kind == StepKind.Refused)
            {
                notes.Add(RefusalText.Of(TypeName.Of(plan.Type), null, [exception], step, step.Declared!.Type, step.Declared.Refusal!));
            }

            if (step.Kind is not (StepKind.Reference or StepKind.Formatter)) continue;
            ref var field = ref Unsafe.AddByteOffset(ref RawMemory.Of(fields), step.Offset);
            if (step.Kind == StepKind.Reference && Unsafe.As<byte, object?>(ref field) is { } value)
            {
                Unsafe.As<byte, object?>(ref field) = WithStandIns(value);
            }

            if (Trial(writer => writer.WriteField(fields, step, PathText.AppendField(TypeName.Of(plan.Type), step))) is not { } reason)
            {
                continue;
            }

            notes.Add(reason);
            if (step.Kind == StepKind.Reference) Unsafe.As<byte, object?>(ref field) = null;
            else Unsafe.InitBlockUnaligned(ref field, 0, (uint)step.Declared!.Size);
        }

        return fields;
    }

    private ListDictionary Data(Exception exception, List<string> notes)
    {
        var data = new ListDictionary();
        foreach (DictionaryEntry entry in exception.Data)
        {
            var value = entry.Value is { } held ? WithStandIns(held) : null;
            var name = $"{TypeName.Of(exception.GetType())}.Data[{(entry.Key is string text ? text : TypeName.Of(entry.Key.GetType()))}]";
            var reason = Trial(writer => writer.WriteGraph(entry.Key, typeof(object), name))
                ?? Trial(writer => writer.WriteGraph(value, typeof(object), name));
            if (reason is null) data.Add(entry.Key, value);
            else notes.Add(reason);
        }

        return data;
    }

    private object WithStandIns(object value) => value switch
    {
        Exception exception => StandIn(exception),
        Exception[] exceptions when exceptions.GetType() == typeof(Exception[]) => Array.ConvertAll(exceptions, StandIn),
        _ => value,
    };

    // Returns the same stand-in for each place that refers to the exception.
    private Exception StandIn(Exception exception)
    {
        if (exception is null || ReasonAgainst(exception) is not { } reason) return exception!;
        if (!_standIns.TryGetValue(exception, out var standIn)) _standIns.Add(exception, standIn = StandIn(exception, reason));
        return standIn;
    }

    // Whatever keeps a member from travelling, the rest does.
    private string? Trial(Action<ObjectWriter> write)
    {
        try
        {
            write(new ObjectWriter(_live) { Salvage = new ExceptionSalvage(this) });
            return null;
        }
        catch (ProcessBoundaryException refused)
        {
            return refused.Message;
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().FullName}: {exception.Message}";
        }
    }

    internal readonly record struct Rest(string? StackTrace, Exception? Inner, object Fields, IDictionary Data);

    // Makes the exception's stand-in, in the process that has the exception.
    private static RemoteException StandIn(Exception exception, string reason)
    {
        var standIn =
            new RemoteException(exception.GetType().FullName!, ExceptionText.Message(exception), null,
            ExceptionText.Whole(exception), reason);
        return ExceptionText.StackTrace(exception) is { } stack
            ? (RemoteException)ExceptionDispatchInfo.SetRemoteStackTrace(standIn, stack) : standIn;
    }
}

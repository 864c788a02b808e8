using System.Collections;
using System.Runtime.ExceptionServices;

namespace Multiprocessing.Serialization;

/// <summary>Formats an exception: what describes it, its stack as text, and the fields that its class adds.</summary>
internal sealed class ExceptionFormatter : Formatter
{
    internal override string? ReasonOverNetwork => null;

    internal static readonly ExceptionFormatter Instance = new();

    // About how many bytes are taken beside the exception's fields, and for each entry of its data.
    private const int Cost = 512;
    private const int CostOfDatum = 96;

    internal override Type Ancestor => typeof(Exception);

    internal override bool HasContents => true;

    internal override void WriteContents(ObjectWriter writer, object value, TypePlan plan)
    {
        var exception = (Exception)value;
        if (writer.Salvage is not { } salvage)
        {
            WriteParts(writer, exception, exception.StackTrace, exception.InnerException, exception, plan.OwnSteps, exception.Data);
        }

        // A trial asks only for what the exception's own members hold; inner exceptions are checked separately.
        else if (!salvage.IsTrial) WriteRest(writer, exception, plan, salvage);
    }

    private static void WriteRest(ObjectWriter writer, Exception exception, TypePlan plan, ExceptionSalvage salvage)
    {
        var rest = salvage.Of(exception, plan);
        WriteParts(writer, exception, rest.StackTrace, rest.Inner, rest.Fields, Readable(plan.OwnSteps), rest.Data);
    }

    private static void WriteParts(ObjectWriter writer, Exception exception, string? stack, Exception? inner, object fields,
        FieldStep[] steps, IDictionary data)
    {
        writer.WriteText(ExceptionState.Message(exception));
        writer.WriteText(stack);
        writer.WriteText(exception.HelpLink);
        writer.WriteText(exception.Source);
        writer.WriteCount(exception.HResult);
        writer.WriteReference(inner, TypePlan.Of(typeof(Exception)));
        writer.WriteSteps(ref RawMemory.Of(fields), steps);
        writer.WriteCompact((uint)data.Count);
        var any = TypePlan.Of(typeof(object));
        foreach (DictionaryEntry entry in data)
        {
            writer.WriteReference(entry.Key, any);
            writer.WriteReference(entry.Value, any);
        }
    }

    // A field whose type says that nothing in it can cross, such as an address, is never in a message.
    private static FieldStep[] Readable(FieldStep[] steps) =>
        Array.Exists(steps, static step => step.Kind == StepKind.Refused)
            ? Array.FindAll(steps, static step => step.Kind != StepKind.Refused) : steps;

    internal override void ReadContents(ObjectReader reader, object value, TypePlan plan)
    {
        reader.Charge(Cost);
        var exception = (Exception)value;
        ExceptionState.Message(exception) = reader.ReadText();
        var stack = reader.ReadText();
        // .NET joins the stack trace with a line of its own.
        reader.Charge(2L * sizeof(char) * (stack?.Length ?? 0));
        exception.HelpLink = reader.ReadText();
        exception.Source = reader.ReadText();
        exception.HResult = reader.ReadCount();
        ExceptionState.Inner(exception) = (Exception?)reader.ReadReference(TypePlan.Of(typeof(Exception)));
        reader.ReadSteps(ref RawMemory.Of(exception), Readable(plan.OwnSteps));
        var any = TypePlan.Of(typeof(object));
        var entries = reader.CheckCount(reader.ReadCompact(), 2, CostOfDatum);
        if (entries > 0)
        {
            var data = ExceptionData.Of(exception);
            for (; entries > 0; entries--) data.Add(reader.ReadReference(any) ?? throw ObjectReader.Corrupt(), reader.ReadReference(any));
        }

        if (stack is not null) ExceptionDispatchInfo.SetRemoteStackTrace(exception, stack);
    }

    internal override string? NameOf(object member, object owner)
    {
        var exception = (Exception)owner;
        if (ReferenceEquals(member, exception.InnerException)) return nameof(Exception.InnerException);
        foreach (DictionaryEntry entry in exception.Data)
        {
            if (ReferenceEquals(entry.Value, member)) return $"Data[{entry.Key}]";
        }

        return PathText.FieldName(TypePlan.Of(owner.GetType()).OwnSteps, owner, member);
    }
}

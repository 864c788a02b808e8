using System.Reflection;

namespace Multiprocessing.Serialization;

/// <content>Types, methods and assemblies: named once, then referred to by number.</content>
internal sealed partial class ObjectWriter
{
    private readonly NamesWritten _names;

    internal void WriteType(Type type) => WriteType(TypePlan.Of(type));

    internal void WriteType(TypePlan plan)
    {
        if (plan.WellKnownNumber >= 0)
        {
            WriteCompact((uint)plan.WellKnownNumber);
            return;
        }

        var known = _names.Types.Find(plan.Type);
        if (known >= 0)
        {
            WriteCompact((uint)(known + WellKnownTypes.Count));
            return;
        }

        // The number after the last one means that a name follows; the type gets its own number after those of the types that it consists
        // of.
        WriteCompact((uint)(_names.Types.Count + WellKnownTypes.Count));
        WriteName(plan.Type);
        _names.Types.Add(plan.Type);
    }

    private void WriteName(Type type)
    {
        if (type.IsArray)
        {
            WriteByte((byte)(type.IsSZArray ? NameForm.Vector : NameForm.Array));
            if (!type.IsSZArray) WriteByte((byte)type.GetArrayRank());
            WriteType(type.GetElementType()!);
        }
        else if (type.IsConstructedGenericType)
        {
            WriteByte((byte)NameForm.Generic);
            WriteType(type.GetGenericTypeDefinition());
            foreach (var argument in type.GetGenericArguments()) WriteType(argument);
        }
        else
        {
            if (type.HasElementType || type.IsGenericParameter)
            {
                throw Refused(type, Refusals.Reason(type) ?? "this type is no type of its own; send the one that it is made of");
            }

            WriteByte((byte)NameForm.Defined);
            WriteAssembly(type.Assembly, type);
            WriteCompact((uint)KnownAssembly.Row(type.MetadataToken));
        }
    }

    private void WriteAssembly(Assembly assembly, object member)
    {
        var known = _names.Assemblies.Find(assembly);
        if (known >= 0)
        {
            WriteCompact((uint)known);
            return;
        }

        var name = KnownAssembly.Of(assembly);
        if (name.Refusal is { } reason) throw Refused(member as Type ?? member.GetType(), reason);
        WriteCompact((uint)_names.Assemblies.Count);
        name.Write(this);
        _names.Assemblies.Add(assembly);
    }

    internal void WriteMethod(MethodBase method)
    {
        var known = _names.Methods.Find(method);
        if (known >= 0)
        {
            WriteCompact((uint)known);
            return;
        }

        if (method.DeclaringType is null || method.Module.Assembly.IsDynamic) throw Refused(method.GetType(), MadeAtRunTime);
        WriteCompact((uint)_names.Methods.Count);
        WriteType(method.DeclaringType);
        WriteCompact((uint)KnownAssembly.Row(method.MetadataToken));
        var arguments = method.IsGenericMethod ? method.GetGenericArguments() : Type.EmptyTypes;
        WriteCompact((uint)arguments.Length);
        foreach (var argument in arguments) WriteType(argument);
        _names.Methods.Add(method);
    }

    internal const string MadeAtRunTime = "its code was made at run time and does not exist in the child; send the values that make it";
}

using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>
/// Tells whether a lambda itself uses what its closure has captured, or another lambda does, by reading its code and that of the functions
/// within it.
/// </summary>
internal static class CapturedUse
{
    private const int TwoBytes = 0xFE;

    private static readonly Dictionary<int, OperandType> s_operands = typeof(OpCodes).GetFields(BindingFlags.Static | BindingFlags.Public)
        .Select(static field => (OpCode)field.GetValue(null)!).ToDictionary(static code => code.Value & 0xFFFF, static code =>
            code.OperandType);

    // Where the code cannot be read, nothing is said of it.
    internal static bool Of(MethodBase method, FieldInfo captured)
    {
        try
        {
            return Uses(method, captured, []);
        }
        catch (Exception)
        {
            return true;
        }
    }

    private static bool Uses(MethodBase method, FieldInfo captured, HashSet<(Module, int)> seen)
    {
        if (!seen.Add((method.Module, method.MetadataToken)) || method.GetMethodBody()?.GetILAsByteArray() is not { } code) return false;
        if (method.GetCustomAttribute<StateMachineAttribute>() is { } machine
            && machine.StateMachineType.GetMethod("MoveNext",
            BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public) is { } body && Uses(body, captured, seen))
        {
            return true;
        }

        foreach (var (operand, token) in Tokens(code))
        {
            var member =
                method.Module.ResolveMember(token, method.DeclaringType?.GetGenericArguments(), method.IsGenericMethod
                ? method.GetGenericArguments() : null);
            if (member is FieldInfo field && field.Module == captured.Module && field.MetadataToken == captured.MetadataToken) return true;
            // The methods into which the compiler has turned lambdas and local functions within it.
            if (operand == OperandType.InlineMethod && member is MethodBase inner && inner.Module == method.Module
                && FunctionName.IsWithin(inner) && Uses(inner, captured, seen))
            {
                return true;
            }
        }

        return false;
    }

    private static IEnumerable<(OperandType Operand, int Token)> Tokens(byte[] code)
    {
        for (var place = 0; place < code.Length;)
        {
            int value = code[place++];
            if (value == TwoBytes) value = (value << 8) | code[place++];
            var operand = s_operands[value];
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok)
            {
                yield return (operand, BitConverter.ToInt32(code, place));
            }

            place += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, place)),
                _ => 4,
            };
        }
    }
}

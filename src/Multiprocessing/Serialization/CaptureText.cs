using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Explains how a function came to carry what cannot cross, where its author cannot see that: a lambda that uses a field carries
/// <c>this</c>, and lambdas of one block carry each other's variables.
/// </summary>
internal static class CaptureText
{
    /// <summary>Returns the explanation, with a space in front; empty where the variable's name says enough.</summary>
    /// <param name="way">The objects from the root to the refused one, or to the one that holds the refused value.</param>
    /// <param name="field">The refused field of the last object; null for the object itself.</param>
    internal static string Of(object[] way, FieldStep? field)
    {
        var place = Array.FindIndex(way, static step => step is Delegate);
        if (place < 0 || place + 1 >= way.Length || CallOn((Delegate)way[place], way[place + 1]) is not { } call) return "";
        var method = call.Method;
        if (!PathText.IsClosure(way[place + 1].GetType())) return method.IsStatic ? "" : OfObject(method);
        var captured = Captured(way, place + 1, field);
        if (captured is null) return "";
        var isThis = PathText.IsThis(captured);
        if (CapturedUse.Of(method, captured)) return isThis ? OfObject(method) : "";
        var variable = isThis ? "'this'" : $"The variable '{PathText.VariableName(captured)}'";
        return $" {variable} is captured by another lambda of {FunctionName.Place(method)}, which shares its variables with this one: " +
            "declare them in separate blocks, or move one of the lambdas to a method of its own.";
    }

    /// <summary>Returns, of a function that calls several, the one that is called on this object.</summary>
    internal static Delegate? CallOn(Delegate function, object target)
    {
        foreach (var call in function.GetInvocationList())
        {
            if (ReferenceEquals(call.Target, target)) return call;
        }

        return null;
    }

    private static string OfObject(MethodInfo method) => FunctionName.IsWithin(method)
        ? $" {FunctionName.AtStart(method)} uses a field or a method of its object, so it carries 'this' with all that hangs on it: " +
            "make it static, or copy what it needs of the object to a local variable and use that."
        : $" {FunctionName.AtStart(method)} is called on an object, which goes with it: make it static, and give it what it needs as " +
            "arguments.";

    // The captured variable on the way; a closure of an inner block may lead to that of an outer one.
    private static FieldInfo? Captured(object[] way, int closure, FieldStep? field)
    {
        for (; closure + 1 < way.Length; closure++)
        {
            if (PathText.FieldOf(way[closure], way[closure + 1]) is not { } found) return null;
            if (!PathText.IsOuterClosure(found)) return found;
        }

        return field?.Chain[0];
    }
}

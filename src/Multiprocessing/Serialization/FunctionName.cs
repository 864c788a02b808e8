using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// Names a function for its user by the place where it is written, as in "the lambda in Orders.Run", "the local function Parse in
/// Orders.Run" or "the method Orders.Total". The compiler's name, such as <c>&lt;&lt;Main&gt;$&gt;b__0_41</c>, means nothing to its author.
/// </summary>
internal static class FunctionName
{
    private const string TopLevel = "<Main>$";

    internal static string Of(Delegate function) => Of(function.Method);

    /// <summary>Returns the same, for the start of a sentence.</summary>
    internal static string AtStart(Delegate function) => AtStart(function.Method);

    /// <summary>Returns the same, for the start of a sentence.</summary>
    internal static string AtStart(MethodBase method) => $"T{Of(method)[1..]}";

    /// <summary>Whether a function is written within a member: a lambda, or a local function.</summary>
    internal static bool IsWithin(MethodBase method) =>
        method.Name.StartsWith('<') || method.Name.StartsWith("_Lambda$", StringComparison.Ordinal)
            || (method.DeclaringType is { } type && Author(type) != type);

    /// <summary>Returns the member in which a function is written.</summary>
    internal static string Place(MethodBase method) =>
        EndOfContainer(method.Name) is > 0 and var end ? Place(Author(method.DeclaringType!), method.Name[1..end])
            : TypeName.Of(Author(method.DeclaringType!));

    internal static string Of(MethodBase method)
    {
        var type = method.DeclaringType;
        if (type is null || method.Module.Assembly.IsDynamic || IsCompiledExpression(method))
        {
            return "the function that was compiled at run time";
        }

        var name = method.Name;
        if (name == TopLevel) return "the top-level statements";
        if (method.IsConstructor) return Constructor(method.IsStatic, type);
        if (ClosureOfFSharp(type) is { } text) return text;
        // Visual Basic does not keep the name of the method.
        if (name.StartsWith("_Lambda$", StringComparison.Ordinal)) return $"the lambda in {TypeName.Of(Author(type))}";
        var end = EndOfContainer(name);
        if (end < 0) return $"the {(IsAccessor(method) ? "property" : "method")} {Member(type, name)}";
        var (container, rest) = (name[1..end], name[(end + 1)..]);
        var place = Place(Author(type), container);
        if (rest.StartsWith("b__", StringComparison.Ordinal)) return $"the lambda in {place}";
        if (rest.StartsWith("g__", StringComparison.Ordinal) && rest.IndexOf('|', StringComparison.Ordinal) is > 0 and var bar)
        {
            return $"the local function {rest[3..bar]} in {place}";
        }

        return $"the method {Member(Author(type), container)}";
    }

    /// <summary>Returns the type that a user wrote around a class of the compiler.</summary>
    internal static Type Author(Type type)
    {
        while (type.DeclaringType is { } outer
            && (type.Name.StartsWith('<') || type.Name.StartsWith("_Closure$", StringComparison.Ordinal)
            || type.Name.Contains('@', StringComparison.Ordinal))) type = outer;
        return type;
    }

    // The compiler writes the member that contains a function between angle brackets, which may hold others.
    private static int EndOfContainer(string name)
    {
        if (!name.StartsWith('<')) return -1;
        var depth = 0;
        for (var index = 0; index < name.Length; index++)
        {
            if (name[index] == '<') depth++;
            else if (name[index] == '>' && --depth == 0) return index;
        }

        return -1;
    }

    private static string Place(Type type, string container) => container switch
    {
        TopLevel => "the top-level statements",
        ".ctor" => Constructor(isStatic: false, type),
        ".cctor" => Constructor(isStatic: true, type),
        _ => Member(type, container),
    };

    private static string Constructor(bool isStatic, Type type) =>
        isStatic ? $"the static initializer of {TypeName.Of(type)}" : $"the constructor of {TypeName.Of(type)}";

    private static string Member(Type type, string name)
    {
        // An explicit implementation has the whole name of the interface before its own.
        var own = name[(name.LastIndexOf('.') + 1)..];
        foreach (var prefix in (string[])["get_", "set_", "add_", "remove_"])
        {
            if (own.StartsWith(prefix, StringComparison.Ordinal) && own.Length > prefix.Length) own = own[prefix.Length..];
        }

        return $"{TypeName.Of(Author(type))}.{own}";
    }

    private static bool IsAccessor(MethodBase method) =>
        method.IsSpecialName
            && (method.Name.Contains("get_", StringComparison.Ordinal) || method.Name.Contains("set_", StringComparison.Ordinal));

    // F# makes a class of each function value, named by the function around it and the line: run@12-1, or clo@12 where there is none.
    private static string? ClosureOfFSharp(Type type)
    {
        if (type.Name.IndexOf('@', StringComparison.Ordinal) is not (> 0 and var at)) return null;
        var line = new string([.. type.Name.Skip(at + 1).TakeWhile(char.IsAsciiDigit)]);
        var around = type.Name[..at];
        var place = TypeName.Of(Author(type));
        return $"the lambda in {(around is "clo" or "Invoke" ? place : $"{place}.{around}")}{(line.Length > 0 ? $" (line {line})" : "")}";
    }

    private static bool IsCompiledExpression(MethodBase method) =>
        method.GetParameters() is [{ ParameterType.FullName: "System.Runtime.CompilerServices.Closure" }, ..];
}

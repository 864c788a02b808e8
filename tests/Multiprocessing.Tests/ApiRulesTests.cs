using System.Reflection;
using System.Xml.Linq;

namespace Multiprocessing.Tests;

/// <summary>What holds for every public member, so that the library is learnt once.</summary>
public sealed class ApiRulesTests
{
    private static readonly Assembly s_library = typeof(ChildProcess).Assembly;
    private const string PythonNames = "Multiprocessing.Python";

    private static readonly Type[] s_types = s_library.GetExportedTypes();
    private static readonly Dictionary<string, XElement> s_documentation = XDocument
        .Load(Path.Combine(AppContext.BaseDirectory, "Multiprocessing.xml"))
        .Descendants("member")
        .ToDictionary(static member => member.Attribute("name")!.Value);

    public static IEnumerable<TheoryDataRow<string>> Types => s_types.Select(static type => new TheoryDataRow<string>(type.FullName!));

    [Theory, MemberData(nameof(Types))]
    public void Types_live_in_one_namespace_but_Python_s_names(string name)
    {
        var type = Find(name);
        Assert.Equal(type.Name.StartsWith("Python", StringComparison.Ordinal) ? PythonNames : "Multiprocessing", type.Namespace);
    }

    [Theory, MemberData(nameof(Types))]
    public void Fields_are_hidden_unless_constant(string name) =>
        Assert.DoesNotContain(Find(name).GetFields(), static field => !field.IsLiteral && !field.IsSpecialName);

    [Theory, MemberData(nameof(Types))]
    public void Types_that_do_something_say_whether_threads_may_share_them(string name)
    {
        var type = Find(name);
        if (type.IsEnum || typeof(Exception).IsAssignableFrom(type)) return;
        Assert.Contains("thread-safe", Summary($"T:{type.FullName}"), StringComparison.OrdinalIgnoreCase);
    }

    [Theory, MemberData(nameof(Types))]
    public void Members_have_a_summary_that_is_a_sentence(string name)
    {
        foreach (var member in Members(Find(name)))
        {
            var summary = Summary(Key(member));
            Assert.True(summary.Length > 10 && summary.TrimEnd(')', '.').Length < summary.Length, $"{Key(member)}: '{summary}'");
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Methods_that_return_tasks_take_a_token_last(string name)
    {
        foreach (var method in Find(name).GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly))
        {
            // A task that stands for the process itself, or ends the object, is no wait that could be given up.
            // Python's methods have none; who wants one uses those that they are made of.
            if (!IsAsynchronous(method.ReturnType) || method.DeclaringType!.Namespace == PythonNames || method.IsSpecialName || method.Name == nameof(ChildProcess<int>.AsTask)) continue;
            var last = method.GetParameters().LastOrDefault();
            Assert.True(last?.ParameterType == typeof(CancellationToken) && last.HasDefaultValue, $"{method} has no CancellationToken as its last parameter");
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Exceptions_are_made_by_the_library_but_for_what_serializers_throw(string name)
    {
        var type = Find(name);
        if (!typeof(Exception).IsAssignableFrom(type)) return;
        Assert.EndsWith("Exception", type.Name, StringComparison.Ordinal);
        if (type != typeof(ProcessBoundaryException))
        {
            Assert.Empty(type.GetConstructors());
            return;
        }

        // With a message, and with a cause beside it.
        var whole = Assert.Single(type.GetConstructors());
        Assert.Equal([typeof(string), typeof(Exception)], whole.GetParameters().Select(static parameter => parameter.ParameterType));
        Assert.True(whole.GetParameters()[1].HasDefaultValue, $"{type} cannot be made without a cause");
    }

    [Theory, MemberData(nameof(Types))]
    public void Types_are_sealed_static_or_meant_to_be_derived_from(string name)
    {
        var type = Find(name);
        Assert.True(type.IsSealed || type.IsAbstract || type.IsValueType || type == typeof(ChildProcess), $"{type} is neither sealed nor made to be derived from");
    }

    [Theory, MemberData(nameof(Types))]
    public void A_token_is_last_and_optional_wherever_there_is_one(string name)
    {
        foreach (var parameters in Methods(Find(name)).Select(static method => method.GetParameters()))
        {
            foreach (var token in parameters.Where(static parameter => parameter.ParameterType == typeof(CancellationToken)))
            {
                Assert.True(token.Name == "cancellationToken" && token.Position == parameters.Length - 1 && (token.HasDefaultValue), $"{token.Member.DeclaringType}: {token.Member}");
            }
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Timeouts_are_time_spans_in_one_of_two_shapes(string name)
    {
        foreach (var method in Methods(Find(name)))
        {
            Assert.False(method.Name.StartsWith("TryWait", StringComparison.Ordinal) || method.Name.StartsWith("TryJoin", StringComparison.Ordinal), $"{method.DeclaringType}: {method}");
            foreach (var timeout in method.GetParameters().Where(static parameter => parameter.Name!.Contains("timeout", StringComparison.OrdinalIgnoreCase)))
            {
                Assert.True((Nullable.GetUnderlyingType(timeout.ParameterType) ?? timeout.ParameterType) == typeof(TimeSpan), $"{method.DeclaringType}: {method}");
            }
        }
    }

    [Theory, MemberData(nameof(Types))]
    public void Names_are_those_of_the_framework(string name)
    {
        var type = Find(name);
        var names = Members(type).Select(static member => member.Name).Concat(Methods(type).SelectMany(static method => method.GetParameters()).Select(static parameter => parameter.Name!)).Append(type.Name);
        foreach (var word in names) Assert.DoesNotMatch("(?i)maximum|minimum|breakage|endpoint(?<!EndPoint|endPoint)", word);
    }

    [Theory, MemberData(nameof(Types))]
    public void Options_can_be_set(string name)
    {
        var type = Find(name);
        if (!type.Name.EndsWith("Options", StringComparison.Ordinal) || type.IsAbstract) return;
        Assert.True(type.IsSealed && type.GetMethod("<Clone>$") is null && type.GetConstructor([]) is not null, $"{type} is no plain class");
        Assert.All(type.GetProperties(), static property => Assert.True(property.SetMethod is { IsPublic: true } set && !set.ReturnParameter.GetRequiredCustomModifiers().Contains(typeof(System.Runtime.CompilerServices.IsExternalInit)), $"{property} cannot be set"));
    }

    [Theory, MemberData(nameof(Types))]
    public void Snapshots_cannot_be_set(string name)
    {
        var type = Find(name);
        if (!type.Name.EndsWith("Snapshot", StringComparison.Ordinal)) return;
        Assert.Empty(type.GetConstructors());
        Assert.DoesNotContain(type.GetProperties(), static property => property.SetMethod is { IsPublic: true });
    }

    private static bool IsAsynchronous(Type type) =>
        typeof(Task).IsAssignableFrom(type) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IAsyncEnumerable<>));

    private static IEnumerable<MethodBase> Methods(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .OfType<MethodBase>()
        .Where(static method => method.IsConstructor || !method.IsSpecialName);

    private static Type Find(string name) => s_library.GetType(name, throwOnError: true)!;

    private static IEnumerable<MemberInfo> Members(Type type) => type
        .GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(static member => member switch
        {
            MethodBase method => (method.IsPublic || method.IsFamily) && (!method.IsSpecialName || (method is ConstructorInfo && method.GetParameters().Length > 0)) && method.GetCustomAttribute<System.Runtime.CompilerServices.CompilerGeneratedAttribute>() is null,
            PropertyInfo property => property.GetMethod is { IsPublic: true },
            _ => false,
        });

    private static string Summary(string key)
    {
        key = key.Replace('+', '.');
        // The compiler writes parameter types after the name, in a notation of its own.
        var member = s_documentation.GetValueOrDefault(key) ?? s_documentation.FirstOrDefault(pair => pair.Key.StartsWith(key + "(", StringComparison.Ordinal) || pair.Key.StartsWith(key + "``", StringComparison.Ordinal)).Value;
        return member?.Element("summary")?.Value.Trim() ?? "";
    }

    private static string Key(MemberInfo member) => member switch
    {
        ConstructorInfo => $"M:{member.DeclaringType!.FullName}.#ctor",
        MethodInfo => $"M:{member.DeclaringType!.FullName}.{member.Name}",
        _ => $"P:{member.DeclaringType!.FullName}.{member.Name}",
    };
}

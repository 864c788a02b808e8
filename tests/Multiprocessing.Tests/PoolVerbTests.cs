using System.Reflection;
using System.Runtime.CompilerServices;
using Multiprocessing.Pools;

namespace Multiprocessing.Tests;

/// <summary>
/// A pool, a pool with states, a view and whatever pool is to come offer the same verbs: those of <see cref="TaskPool"/>, and none of their
/// own.
/// </summary>
public sealed class PoolVerbTests
{
    private const BindingFlags Own = BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly MethodInfo[] s_verbs = [.. typeof(TaskPool).GetMethods(Own).Where(static method => !method.IsSpecialName)];

    [Theory, InlineData(typeof(ProcessPool)), InlineData(typeof(ProcessPool<>)), InlineData(typeof(TaskPoolView))]
    public void All_pools_have_the_same(Type pool)
    {
        Assert.True(pool.IsSealed && pool.BaseType == typeof(TaskPool));
        Assert.DoesNotContain(pool.GetMethods(Own), static method => !method.IsSpecialName);
    }

    [Fact]
    public void Every_pool_of_the_library_is_one_of_these() =>
        Assert.Equal(3, typeof(TaskPool).Assembly.GetTypes().Count(static type => typeof(TaskPool).IsAssignableFrom(type) && !type.IsAbstract));

    // No argument or one, and the token for the function or not: the same six kinds each.
    [Theory]
    [InlineData("RunAsync", 24, "Action Func Task Task` ValueTask ValueTask`")]
    [InlineData("MapAsync", 6, "Func Task` ValueTask`")]
    [InlineData("MapOutcomesAsync", 6, "Func Task` ValueTask`")]
    [InlineData("StreamAsync", 12, "Func Task` ValueTask`")]
    [InlineData("ForEachAsync", 12, "Action Task ValueTask")]
    public void Each_verb_takes_all_kinds_of_functions(string verb, int count, string kinds)
    {
        var shapes = s_verbs.Where(method => method.Name == verb).ToArray();
        Assert.Equal(count, shapes.Length);
        foreach (var group in shapes.GroupBy(static shape => Shape(shape)))
        {
            Assert.Equal(kinds, string.Join(' ', group.Select(Kind).Order(StringComparer.Ordinal)));
        }
    }

    // Otherwise async lambdas would bind to functions whose result is a task, or be ambiguous.
    [Fact]
    public void Asynchronous_functions_come_before_others()
    {
        foreach (var group in s_verbs.Where(static method => method.Name.EndsWith("Async", StringComparison.Ordinal) && method.GetParameters().FirstOrDefault()?.Name == "function").GroupBy(static shape => Shape(shape) + shape.Name))
        {
            var priorities = group.ToLookup(static shape => Kind(shape).TrimEnd('`'), static shape => shape.GetCustomAttribute<OverloadResolutionPriorityAttribute>()?.Priority ?? 0);
            var (others, values, tasks) = (priorities["Action"].Concat(priorities["Func"]).Max(), priorities["ValueTask"], priorities["Task"]);
            Assert.True(values.Min() > others && tasks.Min() > values.Max(), group.Key);
        }
    }

    private static string Kind(MethodInfo verb)
    {
        var function = verb.GetParameters()[0].ParameterType;
        if (function.Name.StartsWith("Action", StringComparison.Ordinal)) return "Action";
        var result = function.GetGenericArguments()[^1];
        if (result.IsGenericParameter) return "Func";
        return result.IsGenericType ? result.Name[..(result.Name.IndexOf('`') + 1)] : result.Name;
    }

    private static string Shape(MethodInfo verb)
    {
        var function = verb.GetParameters()[0].ParameterType;
        var takesToken = function.GetGenericArguments().Contains(typeof(CancellationToken));
        return string.Join(' ', verb.GetParameters().Skip(1).Select(static parameter => parameter.ParameterType.Name)) + (takesToken ? " token" : "");
    }
}

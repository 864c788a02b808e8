using System.Reflection;

namespace Multiprocessing.Tests;

/// <summary>
/// One rule for the timeouts of all synchronization, memory and messages, found by reflection: a member that is added later is tested too.
/// </summary>
public sealed class TimeoutRulesTests : IDisposable
{
    private static readonly MethodInfo[] s_timed = [.. typeof(SharedObject).Assembly.GetExportedTypes().SelectMany(static type => type.GetMethods())
        .Where(static method => method.GetParameters().Any(static parameter => parameter.ParameterType == typeof(TimeSpan) && parameter.Name == "timeout"))
        .Where(static method => method.DeclaringType!.Namespace == "Multiprocessing")];

    private readonly SharedObject[] _objects =
    [
        new SharedLock(), new SharedRecursiveLock(), new SharedSemaphore(1), new SharedEvent(), new SharedCondition(), new SharedBarrier(2), new SharedCountdown(1), new SharedReaderWriterLock(),
        new SharedQueue<int>(1),
    ];

    private readonly Connection _end = Connection.CreatePipe().First;
    private readonly ConnectionListener _listener = new();

    public void Dispose()
    {
        _end.Dispose();
        _listener.Dispose();
        foreach (var one in _objects) one.Dispose();
    }

    [Fact]
    public void What_is_entered_or_taken_is_tried_and_what_is_waited_for_tells_by_a_bool()
    {
        foreach (var method in s_timed)
        {
            Assert.False(method.Name.StartsWith("TryWait", StringComparison.Ordinal) || method.Name.StartsWith("TryJoin", StringComparison.Ordinal), $"{method.DeclaringType}.{method.Name}");
            if (method.Name is nameof(Connection.WaitAny) or nameof(Connection.WaitAnyAsync) || !(method.Name.StartsWith("Wait", StringComparison.Ordinal) || method.Name.StartsWith("Join", StringComparison.Ordinal))) continue;
            Assert.True(method.ReturnType == typeof(bool) || method.ReturnType == typeof(ValueTask<bool>) || method.ReturnType == typeof(Task<bool>), $"{method.DeclaringType}.{method.Name} returns {method.ReturnType}");
        }
    }

    [Fact]
    public async Task A_negative_time_is_refused_by_its_name()
    {
        var tried = 0;
        object[] all = [.. _objects, _end, _listener];
        foreach (var target in all)
        {
            foreach (var method in target.GetType().GetMethods().Where(static method => method.GetParameters().Any(static parameter => parameter is { ParameterType: var type, Name: "timeout" } && type == typeof(TimeSpan))))
            {
                var arguments = Array.ConvertAll(method.GetParameters(), static parameter =>
                    parameter.Name == "timeout" ? TimeSpan.FromMilliseconds(-2)
                    : parameter.ParameterType == typeof(Func<bool>) ? static () => true
                    : parameter.ParameterType == typeof(CancellationToken) ? default(CancellationToken)
                    : parameter.ParameterType == typeof(int) ? 1 : (object?)null);
                if (method.IsStatic) continue;
                var refusal = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () =>
                {
                    switch (method.Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null))
                    {
                        case ValueTask<bool> waiting: await waiting; break;
                        case Task waiting: await waiting; break;
                        case { } other when other.GetType().GetMethod("AsTask") is { } asTask: await (Task)asTask.Invoke(other, null)!; break;
                        default: break;
                    }
                });
                Assert.True(refusal.ParamName == "timeout", $"{target.GetType()}.{method.Name}: {refusal.Message}");
                tried++;
            }
        }

        Assert.True(tried > 25, $"only {tried} members have a timeout");
        Assert.Throws<ArgumentOutOfRangeException>("timeout", () => { Connection.WaitAny([_end], TimeSpan.FromMilliseconds(-2)); });
    }
}

namespace Multiprocessing.Tests.CallShapes;

/// <summary>
/// One way in which a user would write a call. That it compiles is half of the test: the type of its result is what overload resolution is
/// to find. The other half is that it runs and gives what it should.
/// </summary>
/// <typeparam name="TOn">What it is called on.</typeparam>
/// <param name="run">Makes the call and looks at what comes of it.</param>
public sealed class Shape<TOn>(Func<TOn, Task> run)
{
    internal Task RunAsync(TOn on) => run(on);
}

/// <summary>Makes shapes.</summary>
internal static class Shape
{
    /// <summary>A call that gives a result of just this type.</summary>
    internal static Shape<TOn> Gives<TOn, T>(T expected, Func<TOn, Task<T>> call) =>
        new(async on => Assert.Equal(expected, await call(on).WaitAsync(Pools.InTime.Patience)));

    /// <summary>A call that gives nothing: its function counts in the value that it is given.</summary>
    internal static Shape<TOn> Counts<TOn>(int times, Func<TOn, SharedValue<int>, Task> call) => new(async on =>
    {
        using var counter = new SharedValue<int>();
        var task = call(on, counter);
        Assert.False(task is Task<Task> or Task<ValueTask>, "The call waits for nothing: its result is a task.");
        await task.WaitAsync(Pools.InTime.Patience);
        Assert.Equal(times, counter.Value);
    });

    /// <summary>A call that fails as its function does.</summary>
    internal static Shape<TOn> Fails<TOn>(Func<TOn, Task> call) =>
        new(on => Assert.ThrowsAsync<InvalidTimeZoneException>(() => call(on).WaitAsync(Pools.InTime.Patience)));
}

namespace Multiprocessing.Tests.Pools;

/// <summary>Waits that end: what has not come by then never comes.</summary>
internal static class Patience
{
    /// <summary>Far longer than anything here takes, on a busy machine too.</summary>
    internal static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    internal static Task SoonAsync(this Task task) => task.WaitAsync(Limit);

    internal static Task<T> SoonAsync<T>(this Task<T> task) => task.WaitAsync(Limit);

    internal static Task SoonAsync(this ValueTask task) => task.AsTask().WaitAsync(Limit);

    /// <summary>Waits until something is true that nobody tells of.</summary>
    internal static async Task UntilAsync(Func<bool> condition, string what)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!condition())
        {
            Assert.False(limit.IsCancellationRequested, $"never: {what}");
            await Task.Delay(1, CancellationToken.None);
        }
    }
}

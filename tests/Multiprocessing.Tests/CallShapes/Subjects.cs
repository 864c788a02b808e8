using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing.Tests.CallShapes;

/// <summary>Functions that calls name, in all forms.</summary>
internal static class Subjects
{
    internal const int Answer = 42;

    internal static readonly int[] Three = [1, 2, 3];

    internal static int Give() => Answer;

    internal static async Task<int> GiveAsync()
    {
        await Task.Yield();
        return Answer;
    }

    internal static async ValueTask<int> GiveValueAsync()
    {
        await Task.Yield();
        return Answer;
    }

    internal static int GiveUnless(CancellationToken token) => token.IsCancellationRequested ? 0 : Answer;

    internal static int Double(int number) => 2 * number;

    internal static async Task<int> DoubleAsync(int number)
    {
        await Task.Yield();
        return 2 * number;
    }

    internal static async ValueTask<int> DoubleValueAsync(int number)
    {
        await Task.Yield();
        return 2 * number;
    }

    internal static int DoubleUnless(int number, CancellationToken token) => token.IsCancellationRequested ? 0 : 2 * number;

    internal static Task<int> DoubleUnlessAsync(int number, CancellationToken token) =>
        token.IsCancellationRequested ? Task.FromResult(0) : DoubleAsync(number);

    internal static void Count(SharedValue<int> counter) => Interlocked.Increment(ref counter.Value);

    internal static async Task CountAsync(SharedValue<int> counter)
    {
        await Task.Yield();
        Count(counter);
    }

    internal static async ValueTask CountValueAsync(SharedValue<int> counter)
    {
        await Task.Yield();
        Count(counter);
    }

    internal static void CountUnless(SharedValue<int> counter, CancellationToken token)
    {
        if (!token.IsCancellationRequested) Count(counter);
    }

    internal static string Overloaded(int number) => $"number {number}";

    internal static string Overloaded(string text) => $"text {text}";

    internal static string? NoText() => null;

    internal static T Same<T>(T value) => value;

    [DoesNotReturn]
    internal static int Fail() => throw new InvalidTimeZoneException("as wanted");

    internal static async IAsyncEnumerable<int> ThreeAsync()
    {
        foreach (var number in Three)
        {
            await Task.Yield();
            yield return number;
        }
    }

    internal static async Task<int[]> AllAsync(IAsyncEnumerable<int> stream)
    {
        var all = new List<int>();
        await foreach (var number in stream) all.Add(number);
        return [.. all];
    }
}

namespace Multiprocessing.Tests.Targets;

internal static class Extensions
{
    internal static string Twice(this string text) => text + text;

    internal static Task<T> StartNow<T>(this ChildProcess<T> child)
    {
        child.Start();
        return child.AsTask();
    }
}

using System.Globalization;
using System.Runtime.CompilerServices;
using Multiprocessing;

namespace Tour.Chapters;

/// <summary>An exception of the child is caught in the parent, by its own type.</summary>
internal static class CrossingException
{
    internal static async Task RunAsync()
    {
        try
        {
            await ChildProcess.RunAsync(ReadAmount, "twelve");
        }
        catch (FormatException exception)
        {
            Console.WriteLine($"Caught {exception.GetType()}: {exception.Message}");
            Console.WriteLine("The child's stack trace:");
            // Below the function lies only what called it.
            var lines = exception.StackTrace!.Split(Environment.NewLine);
            var last = Array.FindIndex(lines, static line => line.Contains(nameof(ReadAmount), StringComparison.Ordinal));
            foreach (var line in lines[..(last + 1)]) Console.WriteLine(line);
        }
    }

    // Not inlined, so that the stack trace names it.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int ReadAmount(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}

using System.ComponentModel;
using System.Diagnostics;
using Multiprocessing;

namespace Tour.Chapters;

/// <summary>A real Python opens the same named memory and works on it as a NumPy array, where Python with NumPy is there.</summary>
internal static class NumPyRoundTrip
{
    private const string Script = """
        import sys
        try:
            import numpy
        except ImportError:
            sys.exit(3)
        from multiprocessing import shared_memory, resource_tracker
        memory = shared_memory.SharedMemory(name=sys.argv[1])
        resource_tracker.unregister(memory._name, "shared_memory")
        array = numpy.ndarray((int(sys.argv[2]),), dtype="f8", buffer=memory.buf)
        array *= 2
        del array
        memory.close()
        """;

    private const int NoNumPy = 3;

    internal static async Task RunAsync()
    {
        const int Count = 5;
        using var memory = SharedMemory.Create(Count * sizeof(double));
        double[] numbers = [1, 2, 3, 4, 5];
        numbers.CopyTo(memory.As<double>());
        switch (await RunPythonAsync(memory.Name, $"{Count}"))
        {
            case null:
                Console.WriteLine("There is no python3 here.");
                break;
            case NoNumPy:
                Console.WriteLine("The python3 here has no NumPy.");
                break;
            case 0:
                Console.WriteLine($"NumPy doubled {string.Join(", ", numbers)} to {string.Join(", ", memory.As<double>()[..Count].ToArray())}.");
                break;
            case var code:
                Console.WriteLine($"Python FAILED with exit code {code}.");
                break;
        }
    }

    private static async Task<int?> RunPythonAsync(params string[] arguments)
    {
        try
        {
            using var python = Process.Start("python3", ["-c", Script, .. arguments]);
            await python.WaitForExitAsync();
            return python.ExitCode;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

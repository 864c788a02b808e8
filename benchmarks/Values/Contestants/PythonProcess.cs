using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace Values.Contestants;

/// <summary>A python3 that answers each line with a figure; the way to it and the interpreter's start are in no figure.</summary>
internal sealed class PythonProcess : IDisposable
{
    private readonly Process _process;

    public PythonProcess(string row)
    {
        var start = new ProcessStartInfo("python3") { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "python", "contestant.py"));
        start.ArgumentList.Add(row);
        _process = Process.Start(start)!;
    }

    public static bool IsThere { get; } = Look();

    public double Ask(string question)
    {
        _process.StandardInput.WriteLine(question);
        _process.StandardInput.Flush();
        var line = _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException("The Python contestant ended.");
        return double.Parse(line, CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static bool Look()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("python3", "--version") { RedirectStandardOutput = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (Win32Exception)
        {
            return false;
        }
    }
}

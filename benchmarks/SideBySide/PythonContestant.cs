using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace SideBySide;

/// <summary>
/// A python3 that stays alive and takes a sample for each line "run", so that the interpreter's own start is never counted.
/// </summary>
internal sealed class PythonContestant : IDisposable
{
    private readonly Process _process;

    private PythonContestant(Process process) => _process = process;

    // The first one may be somebody's own, without the packages of the system.
    private static readonly string[] s_pythons = ["python3", "/usr/bin/python3"];

    /// <returns>Null when the machine has no python3, or that has not what the sample needs.</returns>
    public static PythonContestant? TryStart(string sample) =>
        s_pythons.Select(python => TryStart(python, sample)).FirstOrDefault(static contestant => contestant is not null);

    private static PythonContestant? TryStart(string python, string sample)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "python", "contestant.py"));
        start.ArgumentList.Add(sample);
        try
        {
            var contestant = new PythonContestant(Process.Start(start)!);
            if (contestant._process.StandardOutput.ReadLine() == "ready") return contestant;
            contestant.Dispose();
            return null;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }

    public double Sample()
    {
        _process.StandardInput.WriteLine("run");
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
}

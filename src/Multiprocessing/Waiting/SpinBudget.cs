using System.Diagnostics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Multiprocessing.Waiting;

/// <summary>
/// How long to watch a word before sleeping: about as long as being woken takes, as long as watching has paid off. Not synchronized: a lost update harms nobody.
/// </summary>
internal sealed class SpinBudget
{
    // Being woken on another core takes 15 to 25 microseconds.
    private const int MostMicroseconds = 25;
    private const int LeastMicroseconds = 2;
    private const int PausesBetweenLooks = 8;

    private static readonly bool s_hasCoreToSpare = Environment.ProcessorCount > 1;
    private static readonly long s_microsecond = Math.Max(1, Stopwatch.Frequency / 1_000_000);

    private long _expected = MostMicroseconds * s_microsecond / 2;

    /// <summary>How long to watch now, on the clock of <see cref="Stopwatch"/>; 0 where nobody could change the word meanwhile.</summary>
    internal long Length => s_hasCoreToSpare ? Math.Clamp(2 * _expected, LeastMicroseconds * s_microsecond, MostMicroseconds * s_microsecond) : 0;

    /// <summary>Watches until the word changes; false when the time is up.</summary>
    internal static bool Watch(in Parking parking, long until)
    {
        while (parking.IsUnchanged)
        {
            if (Stopwatch.GetTimestamp() >= until) return false;
            for (var pause = 0; pause < PausesBetweenLooks && parking.IsUnchanged; pause++) Pause();
        }

        return true;
    }

    /// <summary>Notes how it went.</summary>
    /// <param name="began">When watching began.</param>
    /// <param name="succeeded">Whether it was enough.</param>
    internal void Learn(long began, bool succeeded)
    {
        if (succeeded) _expected += (Stopwatch.GetTimestamp() - began - _expected) / 8;
        else _expected -= _expected / 4;
    }

    private static void Pause()
    {
        if (X86Base.IsSupported) X86Base.Pause();
        else if (ArmBase.IsSupported) ArmBase.Yield();
        else Thread.SpinWait(1);
    }
}

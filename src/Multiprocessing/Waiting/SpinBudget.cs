using System.Diagnostics;
using System.Numerics;
using System.Runtime.Intrinsics.Arm;
using System.Runtime.Intrinsics.X86;

namespace Multiprocessing.Waiting;

/// <summary>
/// How long to watch a word before sleeping: about as long as a wake-up takes, as long as watching pays off. Not synchronized: a lost
/// update harms nobody.
/// </summary>
internal sealed class SpinBudget
{
    // A wake-up on another core takes 15 to 25 microseconds.
    private const int MaxMicroseconds = 25;
    private const int MinMicroseconds = 2;
    private const int PausesBetweenLooks = 8;

    // Two processes that wait for each other and sleep each time answer only after a wake-up, so watching never seems to pay. Once in a
    // while one of them has to watch for longer than a wake-up takes, or both go on sleeping for ever.
    private const int TrialMicroseconds = 50;
    private const int MaxBetweenTrials = 64;

    private static readonly bool s_hasCoreToSpare = Environment.ProcessorCount > 1;
    private static readonly long s_microsecond = Math.Max(1, Stopwatch.Frequency / 1_000_000);

    private long _expected = MaxMicroseconds * s_microsecond / 2;
    private int _failures;

    /// <summary>How long to watch now, on the clock of <see cref="Stopwatch"/>; 0 where nobody could change the word meanwhile.</summary>
    internal long Length
    {
        get
        {
            if (!s_hasCoreToSpare) return 0;
            var failures = _failures;
            if (failures == 0) return Math.Clamp(2 * _expected, MinMicroseconds * s_microsecond, MaxMicroseconds * s_microsecond);
            var isTrial = BitOperations.IsPow2(failures) || failures % MaxBetweenTrials == 0;
            return (isTrial ? TrialMicroseconds : MinMicroseconds) * s_microsecond;
        }
    }

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

    /// <summary>Notes how one wait went.</summary>
    /// <param name="began">When watching began.</param>
    /// <param name="succeeded">Whether the word changed while it was watched.</param>
    internal void Learn(long began, bool succeeded)
    {
        if (!succeeded)
        {
            _failures++;
            return;
        }

        _failures = 0;
        var taken = Stopwatch.GetTimestamp() - began;
        // A longer wait than expected is believed sooner, since being wrong there costs more.
        _expected += (taken - _expected) / (taken > _expected ? 2 : 8);
    }

    private static void Pause()
    {
        if (X86Base.IsSupported) X86Base.Pause();
        else if (ArmBase.IsSupported) ArmBase.Yield();
        else Thread.SpinWait(1);
    }
}

using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <content>The runtime's library on Linux.</content>
internal static unsafe partial class ForegroundThreads
{
    private const string Description = "DotNetRuntimeContractDescriptor";
    private const ulong Magic = 0x0043_4144_4343_4E44;

    private static readonly TimeSpan s_longestPause = TimeSpan.FromMilliseconds(20);

    internal static partial void WaitForOthers()
    {
        var pause = TimeSpan.FromMilliseconds(1);
        if (!TryFind(out var store, out var fields)) return;
        while (Others(store, fields) > 0)
        {
            Thread.Sleep(pause);
            if (pause < s_longestPause) pause *= 2;
        }
    }

    // The runtime computes the same sum before it ends.
    private static int Others(byte* store, Fields fields) =>
        Count(store, fields.All) - Count(store, fields.Unstarted) - Count(store, fields.Dead)
            + Count(store, fields.Pending) - Count(store, fields.Background) - 1;

    private static int Count(byte* store, int field) => Volatile.Read(ref *(int*)(store + field));

    private static bool TryFind(out byte* store, out Fields fields)
    {
        store = null;
        fields = default;
        if (!TryFindDescription(out var description) || *(ulong*)description != Magic) return false;
        // After the magic number: flags, the length of the text, the text, how many addresses there are, the addresses.
        var text = Marshal.PtrToStringUTF8(*(nint*)(description + 16), *(int*)(description + 12));
        var count = *(int*)(description + 24);
        var addresses = *(byte****)(description + 32);
        var type = text.IndexOf("\"ThreadStore\":{", StringComparison.Ordinal);
        var place = Number(text, 0, "\"ThreadStore\":[[");
        if (type < 0 || place < 0 || place >= count) return false;
        fields = new Fields(
            Number(text, type, "\"ThreadCount\":"),
            Number(text, type, "\"UnstartedCount\":"),
            Number(text, type, "\"DeadCount\":"),
            Number(text, type, "\"PendingCount\":"),
            Number(text, type, "\"BackgroundCount\":"));
        if (!fields.AreKnown) return false;
        store = *addresses[place];
        return store != null;
    }

    // In a single-file program, the program's own file is the runtime.
    private static bool TryFindDescription(out byte* description)
    {
        var found = NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), Description, out var address)
            || (NativeLibrary.TryLoad(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "libcoreclr.so"), out var runtime)
                && NativeLibrary.TryGetExport(runtime, Description, out address));
        description = (byte*)address;
        return found;
    }

    private static int Number(string text, int start, string name)
    {
        var found = text.IndexOf(name, start, StringComparison.Ordinal);
        if (found < 0) return -1;
        var number = 0;
        for (var index = found + name.Length; char.IsAsciiDigit(text[index]); index++) number = (number * 10) + text[index] - '0';
        return number;
    }

    private readonly struct Fields(int all, int unstarted, int dead, int pending, int background)
    {
        internal int All => all;
        internal int Unstarted => unstarted;
        internal int Dead => dead;
        internal int Pending => pending;
        internal int Background => background;

        internal bool AreKnown => All >= 0 && Unstarted >= 0 && Dead >= 0 && Pending >= 0 && Background >= 0;
    }
}

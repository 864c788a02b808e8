using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.Unicode;

namespace Multiprocessing.Platform;

/// <content>The name that the kernel keeps, and the memory of the command line.</content>
internal static unsafe partial class ProcessTitle
{
    // The kernel keeps 15 bytes of a name.
    private const int NameLength = 15;
    private const int TitleLength = 255;

    private static byte* s_command;
    private static int s_commandLength;

    internal static partial void Become(string name)
    {
        Span<byte> text = stackalloc byte[NameLength + 1];
        text[Encode(name, text[..NameLength])] = 0;
        fixed (byte* first = text) _ = Libc.ProcessControl(Libc.PR_SET_NAME, (nint)first, 0, 0, 0);
        if (s_command != null) ReplaceTitle(name);
    }

    internal static partial void PrepareReplacement()
    {
        var command = File.ReadAllBytes("/proc/self/cmdline");
        // The C library keeps the address of the command line that the kernel has put there.
        var first = *(byte**)NativeLibrary.GetExport(NativeLibrary.Load(Libc.Name), "program_invocation_name");
        if (command.Length > 0 && command[^1] == 0
            && command.AsSpan(0, Array.IndexOf(command, (byte)0)).SequenceEqual(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(first)))
        {
            s_command = first;
            s_commandLength = command.Length;
        }
    }

    private static int Encode(string name, Span<byte> text)
    {
        var length = Math.Min(name.Length, text.Length);
        for (var index = 0; index < length; index++)
        {
            if (name[index] > 0x7F) return EncodeOther(name, text);
            text[index] = (byte)name[index];
        }

        return length;
    }

    // A method of its own: the vector code that it calls is compiled only when it first runs.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int EncodeOther(string name, Span<byte> text)
    {
        _ = Utf8.FromUtf16(name, text, out _, out var length);
        return length;
    }

    // The text behind the title moves; it is cut off where the room ends, which the last zero marks.
    private static void ReplaceTitle(string name)
    {
        Span<byte> title = stackalloc byte[TitleLength + 1];
        var length = Encode(name, title[..TitleLength]);
        title[length++] = 0;
        var command = new Span<byte>(s_command, s_commandLength);
        var rest = command[(command.IndexOf((byte)0) + 1)..];
        if (length > command.Length) return;
        rest[..Math.Min(rest.Length, command.Length - length)].CopyTo(command[length..]);
        title[..length].CopyTo(command);
        command[^1] = 0;
    }
}

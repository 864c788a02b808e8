using System.Runtime.InteropServices;

namespace Multiprocessing.Tests.Waiting;

/// <summary>Makes this process's kernel an older one, or a sandbox: the kernel's own filter answers for it.</summary>
internal static unsafe partial class OldKernel
{
    private const int NoNewPrivileges = 38;
    private const long SetFilter = 1;
    private const long ForAllThreads = 1;

    private static long FilterNumber => RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 317 : 277;

    /// <summary>From now on a system call fails with this error.</summary>
    internal static void Refuse(long systemCall, int error)
    {
        const ushort load = 0x20, jumpIfEqual = 0x15, answer = 0x06;
        const uint withError = 0x0005_0000, allowed = 0x7FFF_0000;
        ReadOnlySpan<Instruction> program =
        [
            new(load, 0, 0, 0),
            new(jumpIfEqual, 0, 1, (uint)systemCall),
            new(answer, 0, 0, withError | (uint)error),
            new(answer, 0, 0, allowed),
        ];
        fixed (Instruction* first = program)
        {
            var filter = new Program { Length = (ushort)program.Length, First = first };
            if (Control(NoNewPrivileges, 1, 0, 0, 0) != 0 || SystemCall(FilterNumber, SetFilter, ForAllThreads, &filter) != 0) throw new InvalidOperationException("The kernel takes no filter.");
        }
    }

    private readonly record struct Instruction(ushort Code, byte IfTrue, byte IfFalse, uint Value);

    private struct Program
    {
        internal ushort Length;
        internal Instruction* First;
    }

    [LibraryImport("libc.so.6", EntryPoint = "prctl")]
    private static partial int Control(int option, long second, long third, long fourth, long fifth);

    [LibraryImport("libc.so.6", EntryPoint = "syscall")]
    private static partial long SystemCall(long number, long operation, long flags, void* filter);
}

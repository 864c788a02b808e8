using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Memory.KillPointWorld;

/// <summary>A process, and what it holds.</summary>
internal sealed class Member(Arena process)
{
    internal Arena Process { get; set; } = process;

    internal List<MemberHold> Holds { get; } = [];
}

using Multiprocessing.Memory;

namespace Multiprocessing.Tests.Memory.KillPointWorld;

/// <summary>A hold: where its record is, and its block.</summary>
internal readonly record struct MemberHold(long Record, BlockReference Reference);

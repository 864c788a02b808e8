namespace Multiprocessing.Tests.Collections;

/// <summary>A value of 64 bytes whose words agree, unless it was read while somebody wrote it.</summary>
internal readonly record struct Wide(long A, long B, long C, long D, long E, long F, long G, long H)
{
    internal Wide(long word)
        : this(word, word, word, word, word, word, word, word)
    {
    }

    internal bool IsWhole => A == B && B == C && C == D && D == E && E == F && F == G && G == H;
}

namespace Tour.Chapters;

/// <summary>Compares two files byte for byte, in blocks, so that their size does not matter.</summary>
internal static class SameContent
{
    private const int BlockSize = 1024 * 1024;

    internal static bool IsIn(string firstPath, string secondPath)
    {
        using var first = File.OpenRead(firstPath);
        using var second = File.OpenRead(secondPath);
        var firstBlock = new byte[BlockSize];
        var secondBlock = new byte[BlockSize];
        while (true)
        {
            var firstCount = first.ReadAtLeast(firstBlock, BlockSize, throwOnEndOfStream: false);
            var secondCount = second.ReadAtLeast(secondBlock, BlockSize, throwOnEndOfStream: false);
            if (!firstBlock.AsSpan(0, firstCount).SequenceEqual(secondBlock.AsSpan(0, secondCount))) return false;
            if (firstCount < BlockSize) return true;
        }
    }
}

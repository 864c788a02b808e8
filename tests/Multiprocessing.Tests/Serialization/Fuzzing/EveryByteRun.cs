using System.Diagnostics.CodeAnalysis;
using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Serialization.Fuzzing;

/// <summary>
/// Reads each message of the corpus with each of its bytes changed, as from a process of the same tree and as from a network peer.
/// </summary>
internal static class EveryByteRun
{
    private const long Limit = 1 << 22;

    // Tokens, lengths, the ends of what a byte can say.
    private static readonly byte[] s_values = [0, 1, 2, 3, 5, 0x7F, 0x80, 0xFF];

    /// <summary>What went wrong, or null.</summary>
    /// <param name="rounds">How many values each byte is given.</param>
    /// <param name="step">From one byte that is changed to the next one.</param>
    internal static string? Run(int rounds, int step)
    {
        var changes = 0;
        foreach (var (type, bytes) in FuzzCorpus.Messages)
        {
            var declared = new DeclaredTypes(type);
            for (var place = changes % step; place < bytes.Length; place += step)
            {
                for (var round = 0; round < rounds; round++)
                {
                    var changed = (byte[])bytes.Clone();
                    var value = (changes++ + round) % (s_values.Length + 1);
                    changed[place] = value < s_values.Length ? s_values[value] : (byte)(bytes[place] ^ (1 << (place % 8)));
                    if (Read(type, changed, null) is { } near) return $"{type}, byte {place} of {Convert.ToHexString(changed)}: {near}";
                    if (Read(type, changed, declared) is { } far) return $"{type} over a network, byte {place} of {Convert.ToHexString(changed)}: {far}";
                }
            }
        }

        return null;
    }

    [SuppressMessage("Design", "CA1031", Justification = "Which exceptions are right is what is tested.")]
    private static string? Read(Type type, byte[] bytes, DeclaredTypes? declared)
    {
        try
        {
            Touch.All(new ObjectReader(bytes, limit: Limit) { Declared = declared }.ReadGraph(type));
            return null;
        }
        catch (Exception exception) when (exception is InvalidDataException or TypeInitializationException || exception.StackTrace?.Contains("FromSurrogate(", StringComparison.Ordinal) == true)
        {
            return null;
        }
        catch (Exception exception)
        {
            return exception.ToString();
        }
    }
}

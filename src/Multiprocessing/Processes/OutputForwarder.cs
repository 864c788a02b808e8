using System.Text;

namespace Multiprocessing;

/// <summary>Forwards a child's output to its target, and keeps the last lines where they may be asked for.</summary>
/// <param name="target">The target of the output.</param>
/// <param name="keepsLines">Whether <see cref="LastLines"/> is needed.</param>
internal sealed class OutputForwarder(ProcessOutput target, bool keepsLines)
{
    private const int KeptLines = 20;
    private const int KeptLineLength = 4096;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private readonly Queue<string> _last = new();
    private string[] _crash = [];
    private int _afterCrash;

    /// <summary>
    /// The last lines, and before them the beginning of the runtime's report of a crash, which a deep stack would push out.
    /// </summary>
    internal string LastLines
    {
        get
        {
            lock (_last)
            {
                var dropped = Math.Clamp(_crash.Length + _afterCrash - _last.Count, 0, _crash.Length);
                return string.Join(Environment.NewLine, [.. _crash[..dropped], .. dropped == 0 ? [] : (string[])["…"], .. _last]);
            }
        }
    }

    /// <summary>The first exception of the receiver.</summary>
    internal Exception? Failure { get; private set; }

    internal void Forward(byte[] bytes)
    {
        if (target.TargetStream is { } stream && Failure is null) Try(() => stream.Write(bytes));
        if (target.Line is null && !keepsLines) return;
        Span<char> characters = stackalloc char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        foreach (var character in characters[.._decoder.GetChars(bytes, characters, flush: false)])
        {
            if (character == '\n') EndLine();
            // A receiver gets whole lines of any length; the last lines keep only the beginning of a line.
            else if (target.Line is not null || _line.Length < KeptLineLength) _line.Append(character);
        }
    }

    internal void Finish()
    {
        if (_line.Length > 0) EndLine();
        if (target.TargetStream is { } stream && Failure is null) Try(stream.Flush);
    }

    private void EndLine()
    {
        if (_line.Length > 0 && _line[^1] == '\r') _line.Length--;
        var line = _line.ToString();
        _line.Clear();
        if (keepsLines) Keep(line);
        if (target.Line is { } receive) Try(() => receive(line));
    }

    private void Keep(string line)
    {
        lock (_last)
        {
            if (_last.Count == KeptLines) _last.Dequeue();
            line = line.Length > KeptLineLength ? line[..KeptLineLength] : line;
            _last.Enqueue(line);
            if (CrashWords.IsHeading(line)) (_crash, _afterCrash) = ([line], 0);
            else if (_crash.Length == 1) _crash = [_crash[0], line];
            else if (_crash.Length == 2) _afterCrash++;
        }
    }

    // A receiver that throws must not keep the child's end from being seen; awaiting the child throws the exception.
    private void Try(Action deliver)
    {
        try
        {
            // One object may receive from several children.
            lock (target) deliver();
        }
        catch (Exception failure)
        {
            Failure ??= failure;
        }
    }
}

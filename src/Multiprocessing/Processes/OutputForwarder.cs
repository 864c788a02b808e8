using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Multiprocessing;

/// <summary>Brings a child's output to where it was redirected, and keeps its last lines.</summary>
internal sealed class OutputForwarder(ProcessOutput target)
{
    private const int KeptLines = 20;
    private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
    private readonly StringBuilder _line = new();
    private readonly Queue<string> _last = new();

    internal string LastLines
    {
        get
        {
            lock (_last) return string.Join(Environment.NewLine, _last);
        }
    }

    [SuppressMessage("Design", "CA1031", Justification = "A receiver that throws must not keep the child's end from being seen.")]
    internal void Forward(ReadOnlySpan<byte> bytes)
    {
        try
        {
            target.TargetStream?.Write(bytes);
        }
        catch (Exception)
        {
            // A broken target harms nobody.
        }

        Span<char> characters = stackalloc char[Encoding.UTF8.GetMaxCharCount(bytes.Length)];
        foreach (var character in characters[.._decoder.GetChars(bytes, characters, flush: false)])
        {
            if (character == '\n') EndLine();
            else _line.Append(character);
        }
    }

    internal void Finish()
    {
        if (_line.Length > 0) EndLine();
    }

    [SuppressMessage("Design", "CA1031", Justification = "As above.")]
    private void EndLine()
    {
        if (_line.Length > 0 && _line[^1] == '\r') _line.Length--;
        var line = _line.ToString();
        _line.Clear();
        lock (_last)
        {
            if (_last.Count == KeptLines) _last.Dequeue();
            _last.Enqueue(line);
        }

        try
        {
            target.Line?.Invoke(line);
        }
        catch (Exception)
        {
            // Documented: ignored.
        }
    }
}

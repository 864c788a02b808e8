namespace Multiprocessing.Serialization;

/// <summary>
/// Which types, assemblies and methods the other side has been told of. One that lives as long as a channel makes a repeated
/// function cost a few bytes; a message that was not sent after all is taken back.
/// </summary>
internal sealed class NamesWritten
{
    private readonly NameNumbers _types = new();
    private readonly NameNumbers _assemblies = new();
    private readonly NameNumbers _methods = new();
    private (int Types, int Assemblies, int Methods) _sent;

    internal NameNumbers Types => _types;

    internal NameNumbers Assemblies => _assemblies;

    internal NameNumbers Methods => _methods;

    internal bool HasAny => (_types.Count | _assemblies.Count | _methods.Count) != 0;

    internal void Clear()
    {
        _sent = default;
        TakeBack();
    }

    /// <summary>The other side will read all that has been written so far.</summary>
    internal void Keep() => _sent = (_types.Count, _assemblies.Count, _methods.Count);

    /// <summary>What was written since the last <see cref="Keep"/> never arrives.</summary>
    internal void TakeBack()
    {
        _types.Cut(_sent.Types);
        _assemblies.Cut(_sent.Assemblies);
        _methods.Cut(_sent.Methods);
    }
}

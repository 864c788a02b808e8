namespace Multiprocessing.Serialization;

/// <summary>
/// The types, assemblies and methods that the other side has been told of. An object that lives as long as a channel makes a repeated
/// function cost a few bytes; names of a message that was not sent after all are taken back.
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

    /// <summary>Notes that the other side will read all that has been written so far.</summary>
    internal void Keep() => _sent = (_types.Count, _assemblies.Count, _methods.Count);

    /// <summary>Removes the names written since the last <see cref="Keep"/>, which never arrive.</summary>
    internal void TakeBack()
    {
        _types.Cut(_sent.Types);
        _assemblies.Cut(_sent.Assemblies);
        _methods.Cut(_sent.Methods);
    }
}

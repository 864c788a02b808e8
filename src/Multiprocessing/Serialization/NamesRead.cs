using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>
/// The types, assemblies and methods that the other side has named so far: the counterpart of <see cref="NamesWritten"/>.
/// </summary>
internal sealed class NamesRead
{
    private GrowingArray<TypePlan> _types = new();
    private GrowingArray<KnownAssembly> _assemblies = new();
    private GrowingArray<MethodBase> _methods = new();

    internal void Clear()
    {
        _types.Clear();
        _assemblies.Clear();
        _methods.Clear();
    }

    internal ref GrowingArray<TypePlan> Types => ref _types;

    internal ref GrowingArray<KnownAssembly> Assemblies => ref _assemblies;

    internal ref GrowingArray<MethodBase> Methods => ref _methods;
}

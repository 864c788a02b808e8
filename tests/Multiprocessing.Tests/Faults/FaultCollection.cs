namespace Multiprocessing.Tests.Faults;

/// <summary>These tests count processes and descriptors, so nothing else may run beside them.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class FaultCollection
{
    internal const string Name = "Faults";
}

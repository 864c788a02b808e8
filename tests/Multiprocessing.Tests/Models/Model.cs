namespace Multiprocessing.Tests.Models;

/// <summary>
/// An algorithm as a graph: its states, and the steps that lead from one to others, each as small as what a processor or the kernel does at
/// once.
/// </summary>
internal abstract class Model<TState>
    where TState : unmanaged
{
    internal abstract TState Initial { get; }

    /// <summary>All steps that could come next, whoever takes them.</summary>
    internal abstract IEnumerable<(string Step, TState Next)> Steps(TState state);

    /// <summary>What is wrong with a state, if anything.</summary>
    internal abstract string? Fault(in TState state);

    /// <summary>Whether everybody has got what they came for.</summary>
    internal abstract bool IsFinal(in TState state);

    /// <summary>Whether a step is one that may happen but need not, such as a death: nobody's success may hang on it.</summary>
    internal virtual bool IsMishap(string step) => false;

    internal abstract string Describe(in TState state);
}

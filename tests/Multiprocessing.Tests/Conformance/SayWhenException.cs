namespace Multiprocessing.Tests.Conformance;

/// <summary>What inputs of these tests throw. (Python's tests: <c>SayWhenError</c>.)</summary>
public sealed class SayWhenException() : Exception("when");

namespace AotProgram.Values;

/// <summary>A derived type that nobody names: what it adds must not be lost without a word.</summary>
internal sealed record LongOrder(Order Base, string More) : Order(Base);

namespace AotProgram.Values;

internal sealed record Line(string Name, decimal Price);

namespace AotProgram.Values;

internal sealed class Person
{
    public string? Name { get; set; }

    public Person? Friend { get; set; }
}

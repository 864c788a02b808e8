namespace AotProgram.Values;

/// <summary>A type that no witness names, with a field that nothing reads: the compiler leaves it out of its lists.</summary>
internal sealed class Unnamed(int number)
{
    private readonly string _unread = $"nobody reads {number}";

    public override string ToString() => $"{GetType().Name} {_unread.Length}";
}

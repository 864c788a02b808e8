using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing.Tests.Serialization.Properties;

/// <summary>The types of generated graphs.</summary>
internal static class GraphTypes
{
    internal enum Color : byte
    {
        Red,
        Green = 200,
    }

    internal sealed class Item
    {
        internal string? Name;
        internal object? Any;
        internal Item? Next;
        internal Item?[]? Others;
        internal List<Item?>? Children;
        internal Shape? Shape;
        internal Slot Slot;
        internal double Number;
    }

    internal abstract class Shape
    {
        private readonly Guid _id;

        protected Shape(Guid id) => _id = id;

        internal object? Tag;

        internal Guid Id => _id;
    }

    internal sealed class Circle(Guid id, decimal radius) : Shape(id)
    {
        // Hides nothing and is hidden by nothing, but has the name of the base class's own.
        private readonly int _id = id.GetHashCode();

        internal decimal Radius => radius + (_id * 0);
    }

    internal class Square(Guid id) : Shape(id)
    {
        internal (int Width, string? Name, Item? Owner) Side;
    }

    internal sealed class Cube(Guid id) : Square(id)
    {
        internal Half? Depth;
        internal char Letter;
        internal bool IsFull;
    }

    internal sealed record Pair(object? Left, object? Right);

    internal record Person(string? Name, DateTime Born)
    {
        internal Person? Friend { get; set; }
    }

    internal sealed record Worker(string? Name, DateTime Born, decimal? Wage, Color Color) : Person(Name, Born);

    [SuppressMessage("Performance", "CA1815", Justification = "Nobody compares them but by their fields.")]
    internal struct Slot
    {
        internal byte Small;
        internal string? Text;
        internal object? Any;
        internal Int128 Large;
        internal Item? Item;
    }

    internal sealed class Box<T>
    {
        internal T? Value;
        internal Box<T>? Other;
    }

    internal sealed record Key(int Number, string Text);

    /// <summary>Says that keys are equal whose numbers are by some measure.</summary>
    internal sealed class KeyComparer(int modulus) : IEqualityComparer<Key>
    {
        public bool Equals(Key? x, Key? y) => x?.Number % modulus == y?.Number % modulus;

        public int GetHashCode(Key obj) => obj.Number % modulus;
    }
}

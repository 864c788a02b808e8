namespace Multiprocessing.Serialization;

/// <summary>The references in these fields lead to an end: one exception within another, a collection around another.</summary>
/// <param name="fields">Where references lie that may lead to objects of such classes, or to arrays of exceptions.</param>
internal sealed class NoCircle(int[] fields) : Invariant
{
    internal override bool Holds(object value, Soundness others) => others.EndsEverywhere(value);

    internal void AddNext(object value, List<object> next)
    {
        foreach (var field in fields)
        {
            switch (RawMemory.Field<object?>(value, field))
            {
                // What else an array holds may well lead back: it can be changed after the object was made.
                case Exception?[] many:
                    foreach (var item in many)
                    {
                        if (item is not null) next.Add(item);
                    }

                    break;
                case { } one:
                    next.Add(one);
                    break;
            }
        }
    }
}

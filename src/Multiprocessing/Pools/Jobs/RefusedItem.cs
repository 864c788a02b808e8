namespace Multiprocessing.Pools.Jobs;

/// <summary>Finds which one of several items cannot cross a process border.</summary>
internal static class RefusedItem
{
    /// <summary>Writes each item by itself, until one is refused.</summary>
    /// <param name="items">The items.</param>
    /// <param name="start">The place of the first item in the input.</param>
    /// <param name="bindings">The live objects of the job.</param>
    /// <param name="refusal">The refusal of all items together.</param>
    /// <returns>The refusal of the single item, with its place in the input.</returns>
    internal static ProcessBoundaryException Find<T>(ReadOnlySpan<T> items, int start, TaskBindings bindings,
        ProcessBoundaryException refusal)
    {
        for (var place = 0; place < items.Length; place++)
        {
            var writer = TaskWriter.RentForPart(bindings);
            try
            {
                writer.Write(items[place], $"items[{start + place}]");
            }
            catch (ProcessBoundaryException itsOwn)
            {
                ItemNote.AddRange(itsOwn, start + place, 1);
                return itsOwn;
            }
            finally
            {
                writer.Return();
            }
        }

        ItemNote.AddRange(refusal, start, items.Length);
        return refusal;
    }
}

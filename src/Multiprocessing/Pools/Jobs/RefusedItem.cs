namespace Multiprocessing.Pools.Jobs;

/// <summary>Which of the items that were to be sent together cannot cross.</summary>
internal static class RefusedItem
{
    /// <summary>Writes each by itself, until one is refused.</summary>
    /// <param name="items">The items.</param>
    /// <param name="start">The place of the first one in the input.</param>
    /// <param name="bindings">What of the caller stays live.</param>
    /// <param name="refusal">What was said of all of them.</param>
    /// <returns>What is said of the one, by its place in the input.</returns>
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

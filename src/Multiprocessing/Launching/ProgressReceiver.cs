using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>A progress object of the parent that receives a child's reports.</summary>
internal abstract class ProgressReceiver(object original)
{
    internal object Original => original;

    internal abstract void Report(ObjectReader reader);
}

internal sealed class ProgressReceiver<T>(IProgress<T> original) : ProgressReceiver(original)
{
    internal override void Report(ObjectReader reader) => original.Report((T)reader.ReadGraph(typeof(T))!);
}

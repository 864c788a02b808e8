namespace Multiprocessing.Launching;

/// <summary>
/// Stands in a child for a progress object of its parent: reports go to the parent, in order, before the function's result.
/// </summary>
internal sealed class ProgressSender<T>(int number, ChildLiveObjects live) : Progress<T>
{
    protected override void OnReport(T value)
    {
        var writer = Frame.Begin(live);
        writer.WriteCount(number);
        writer.WriteGraph(value, typeof(T), "progress report");
        ChildProgram.Send(Frame.End(writer, FrameKind.Progress).Span);
    }
}

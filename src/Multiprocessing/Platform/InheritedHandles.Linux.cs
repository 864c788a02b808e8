namespace Multiprocessing.Platform;

/// <content>Descriptors with fixed numbers.</content>
internal static partial class InheritedHandles
{
    internal const int Control = 3, Lifeline = 4, Arena = 5;

    internal static partial OsHandle TreeMemory => OsHandle.Of(Arena);

    internal static partial string ControlName => $"descriptor {Control}";

    private static partial void Protect()
    {
        Descriptors.SetCloseOnExec(Control);
        Descriptors.SetCloseOnExec(Lifeline);
        Descriptors.SetCloseOnExec(Arena);
    }
}

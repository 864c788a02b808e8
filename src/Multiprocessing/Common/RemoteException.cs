namespace Multiprocessing;

/// <summary>Stands for an exception of a child process whose own type could not be rebuilt in the parent; the message says why.</summary>
public sealed class RemoteException : Exception
{
    private readonly string? _stackTrace;
    private readonly string _text = "";

    internal RemoteException(string typeName, string message, string? stackTrace, string text, string? reason)
        : base(reason is null ? $"{typeName}: {message}"
            : $"{typeName}: {message} (It arrives as a RemoteException since it cannot arrive as itself: {reason})") =>
        (TypeName, _stackTrace, _text) = (typeName, stackTrace, text);

    /// <summary>The full name of the type that the exception had in the child.</summary>
    public string TypeName { get; } = "";

    /// <summary>The stack trace, the child's frames first.</summary>
    public override string? StackTrace => _stackTrace is null ? base.StackTrace : _stackTrace + Environment.NewLine + base.StackTrace;

    /// <summary>The whole text of the exception in the child, with its inner exceptions.</summary>
    public string RemoteText => _text;
}

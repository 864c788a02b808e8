using System.Runtime.CompilerServices;

namespace Multiprocessing.Serialization;

/// <summary>The parts of <see cref="Exception"/> that are sent. Its other fields describe threads and frames of one process.</summary>
internal static class ExceptionState
{
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_message")]
    internal static extern ref string? Message(Exception exception);

    /// <summary>The stack trace that the exception has brought from elsewhere, before its own.</summary>
    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_remoteStackTraceString")]
    internal static extern ref string? RemoteStack(Exception exception);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = "_innerException")]
    internal static extern ref Exception? Inner(Exception exception);
}

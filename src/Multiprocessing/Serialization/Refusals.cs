using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>Tells which types cannot cross a process border, why, and what to do instead.</summary>
internal static class Refusals
{
    /// <summary>Returns why a value of this type cannot cross; null when nothing forbids it.</summary>
    internal static string? Reason(Type type)
    {
        if (type.IsPointer || type.IsFunctionPointer || type == typeof(nint) || type == typeof(nuint) || type == typeof(Pointer))
        {
            return "an address has no meaning in another process; send what it points to, or a number as long";
        }

        if (type.IsByRef) return "a reference to a variable has no meaning in another process; send the value";
        if (type.IsByRefLike) return "a ref struct lives on its thread's stack; send an array";
        for (var current = type; current is not null; current = current.BaseType)
        {
            var definition = current.IsConstructedGenericType ? current.GetGenericTypeDefinition() : current;
            if (ByName(definition.FullName) is { } reason) return reason;
            if (current != type && IsMadeAnew(definition.FullName) && !Frameworks.Contains(type.Assembly))
            {
                return $"of a class derived from {TypeName.Full(current)} only the base would travel; implement ISurrogateSerializable, " +
                    "or register a surrogate";
            }
        }

        return Reason(type.Assembly);
    }

    /// <summary>
    /// Returns why an object of this class cannot cross if its finalizer is not its author's: the finalizer gives back what its process
    /// holds, or relies on fields that are not sent, and if it fails, the process ends. Null when nothing forbids it.
    /// </summary>
    internal static string? ReasonOfFinalizer(Type type)
    {
        for (var current = type; current is not null && current != typeof(object); current = current.BaseType)
        {
            if (!Frameworks.Contains(current.Assembly)) continue;
            // The base class decides; the search stops there, since it takes its time.
            var declaring = current.GetMethod("Finalize", BindingFlags.Instance | BindingFlags.NonPublic, Type.EmptyTypes)?.DeclaringType;
            return declaring is null || declaring == typeof(object) ? null
                : $"its finalizer, of {TypeName.Full(declaring)}, gives back what belongs to its process; create it in the child";
        }

        return null;
    }

    /// <summary>Returns why a child cannot find the types of this assembly; null when nothing forbids it.</summary>
    internal static string? Reason(Assembly assembly)
    {
        if (assembly.IsDynamic) return "its type was made at run time and does not exist in the child";
        return assembly.IsCollectible ? "its assembly may be unloaded, and the child cannot find it; load it into a context that is not " +
            "collectible" : null;
    }

    // Objects of these types arrive as new ones of just this class. Regular expressions are not among them: those that the compiler makes
    // are of derived classes.
    private static bool IsMadeAnew(string? name) =>
        name is "System.Uri" or "System.Globalization.CultureInfo" or "System.Net.IPAddress" or "System.Threading.CancellationTokenSource";

    // By name, so that the check loads no assembly that an application does not use.
    private static string? ByName(string? name) => name switch
    {
        "System.IO.Stream"
            => "a stream belongs to its process; send the path or the bytes and open it in the child",
        "System.IO.TextReader"
            => "a reader belongs to its process; send the path or the text",
        "System.IO.TextWriter"
            => "a writer belongs to its process; return the text, or open the file in the child",
        "System.Threading.Tasks.Task"
            => "a task runs in its own process; await it first and send its result",
        "System.Threading.Thread"
            => "a thread belongs to its process; start it in the child",
        "System.Threading.WaitHandle"
            => "a wait handle belongs to its process; wait for the child itself, or use a shared primitive",
        "System.Threading.Lock" or "System.Threading.ReaderWriterLockSlim"
            => "this lock works within one process only; use a shared lock",
        "System.Threading.SemaphoreSlim"
            => "this semaphore works within one process only; use a shared semaphore",
        "System.Threading.ManualResetEventSlim"
            => "this event works within one process only; use a shared event",
        "System.Threading.CountdownEvent"
            => "this event works within one process only; use a shared primitive",
        "System.Threading.Barrier"
            => "this barrier works within one process only; use a shared barrier",
        "System.Threading.Timer" or "System.Timers.Timer" or "System.Threading.PeriodicTimer"
            => "a timer belongs to its process; create it in the child",
        "System.Runtime.InteropServices.SafeHandle" or "System.Runtime.InteropServices.CriticalHandle"
            => "a handle belongs to its process; open the resource in the child",
        "System.Net.Sockets.Socket"
            => "a socket belongs to its process; connect in the child",
        "Multiprocessing.ConnectionListener"
            => "a listener belongs to its process; send the connections that it accepts",
        "System.Net.Http.HttpMessageInvoker"
            => "an HTTP client belongs to its process; create it in the child",
        "System.Data.Common.DbConnection"
            => "a database connection belongs to its process; send the connection string and open it in the child",
        "System.Net.Http.Headers.HttpHeaders"
            => "its names are found by identity; send names and values, and make the message in the child",
        "System.Xml.XmlNode" or "System.Xml.XmlNameTable"
            => "its names are found by identity; send OuterXml and load it in the child, or send an XDocument",
        "System.Data.DataTable" or "System.Data.DataSet"
            => "it holds locks and indexes of its process; send its rows, or what WriteXml writes",
        "System.Diagnostics.Process"
            => "a process object belongs to the process that made it; send the id",
        "Multiprocessing.ProcessPool`1"
            => "a pool belongs to the process that made it; put its State into a local variable, and capture that",
        "Multiprocessing.TaskPool"
            => "a pool belongs to the process that made it; a worker may make one of its own",
        "System.ComponentModel.Component"
            => "a component holds resources of its process; create it in the child",
        "System.WeakReference" or "System.WeakReference`1"
            => "a weak reference has no meaning in another process; send what it refers to",
        "System.Threading.ThreadLocal`1"
            => "thread-local values belong to their threads; send the value",
        "System.Threading.AsyncLocal`1"
            => "an asynchronous local belongs to its flow; send the value",
        "System.Reflection.Assembly"
            => "send the assembly's name",
        "System.Reflection.Module"
            => "send the module's name",
        "System.Collections.Concurrent.BlockingCollection`1"
            => "this queue works within one process only; use a shared queue",
        "System.Threading.Channels.Channel`2" or "System.Threading.Channels.ChannelReader`1" or "System.Threading.Channels.ChannelWriter`1"
            => "this channel works within one process only; use a shared queue or a pipe",
        "System.Runtime.CompilerServices.ConditionalWeakTable`2"
            => "a weak table has no meaning in another process; send what it refers to",
        "System.Threading.CancellationTokenRegistration"
            => "a registration belongs to its process; send the token and register in the child",
        "System.Threading.ExecutionContext" or "System.Threading.SynchronizationContext"
            => "a context belongs to its process; send the values",
        "System.Threading.Tasks.TaskScheduler"
            => "a scheduler belongs to its process; create it in the child",
        _ => null,
    };
}

using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;
using Multiprocessing.Memory;
using Multiprocessing.SharedData;

namespace Multiprocessing.Serialization;

/// <summary>
/// Formats an object that has something open in the kernel: the receiver gets a descriptor of the same open file or socket, and the sender
/// keeps its own.
/// </summary>
internal abstract class OpenFileFormatter : Formatter
{
    internal override bool MakesOtherTypes => true;

    /// <summary>
    /// Finds the formatter of a type, by its name, so that the question loads nothing. Derived classes are not included, since they may
    /// hold more than the open file.
    /// </summary>
    internal static Formatter? Find(Type type) => type.Name is "SafeFileHandle" or "FileStream" or "Socket" ? type.FullName switch
    {
        "Microsoft.Win32.SafeHandles.SafeFileHandle" => new FileHandleFormatter(),
        "System.IO.FileStream" => new FileStreamFormatter(),
        "System.Net.Sockets.Socket" => new SocketFormatter(),
        _ => null,
    } : null;

    private protected static void WriteOpen(ObjectWriter writer, TypePlan plan, SafeHandle handle)
    {
        if (writer.Live is not { } conveyor)
        {
            throw writer.Refused(plan.Type, "what is open goes only to processes of this tree, as an argument, a result or in a message " +
                "of a pipe or queue");
        }

        if (handle.IsClosed || handle.IsInvalid) throw writer.Refused(plan.Type, "it is closed");
        using var ticket = Arena.Instance.Create(BlockKind.Ticket, 0);
        HandleVault.Deposit(ticket.Reference, handle);
        SharedObjectFormatter.WriteReference(writer, conveyor.Convey(ticket));
    }

    private protected static SafeFileHandle ReadOpen(ObjectReader reader) =>
        HandleVault.Withdraw(Arena.Instance.Adopt(SharedObjectFormatter.ReadReference(reader), BlockKind.Ticket));
}

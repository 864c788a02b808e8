using System.Net.Sockets;
using Multiprocessing;

namespace FaultProgram;

/// <summary>The program connects to a listener of another tree: with its own key, and with one that both know.</summary>
internal static class ConnectScenario
{
    internal static void Run(Report report, string path)
    {
        var address = new UnixDomainSocketEndPoint(path);
        report.Attempt("own key", () => Connection.Connect(address));
        using var connection = Connection.Connect(address, new ConnectionOptions { Key = AuthenticationKey.FromBytes("known to both"u8) });
        connection.Send("a text");
        connection.Send(new Unknown(1));
        report.Attempt("answer", () => connection.Receive<int[]>().Sum());
    }

    /// <summary>The other side does not know this class, nor has it the assembly.</summary>
    private sealed record Unknown(int Number);
}

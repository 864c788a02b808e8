using System.ComponentModel;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Multiprocessing;

namespace Tour.Chapters;

/// <summary>
/// A listener that a real Python script talks to, with Python's own <c>multiprocessing.connection</c>; a second one has the wrong key.
/// </summary>
internal static class PythonClient
{
    private const string Script = """
        import sys
        from multiprocessing import AuthenticationError
        from multiprocessing.connection import Client
        try:
            with Client(sys.argv[1], authkey=sys.argv[2].encode()) as connection:
                connection.send_bytes(b"Python %d.%d" % sys.version_info[:2])
                print(connection.recv_bytes().decode())
        except AuthenticationError:
            print("The listener does not know me.")
        """;

    internal static async Task RunAsync()
    {
        const string Key = "known to both";
        using var listener = new ConnectionListener(options: new ConnectionListenerOptions
        {
            Key = AuthenticationKey.FromBytes(Encoding.UTF8.GetBytes(Key)),
            OnRejected = static (_, reason) => Console.WriteLine($"Rejected: {reason.GetType().Name}."),
        });
        var path = ((UnixDomainSocketEndPoint)listener.LocalEndPoint).ToString();
        var serving = ServeAsync(listener);
        if (await RunPythonAsync(path, "a wrong key") is not { } refused)
        {
            Console.WriteLine("There is no python3 here.");
            return;
        }

        Console.Write(refused);
        Console.Write(await RunPythonAsync(path, Key));
        await serving;
    }

    private static async Task ServeAsync(ConnectionListener listener)
    {
        using var connection = await listener.AcceptAsync();
        var greeting = Encoding.UTF8.GetString(await connection.ReceiveBytesAsync());
        await connection.SendBytesAsync(Encoding.UTF8.GetBytes($"{greeting} and .NET {Environment.Version.Major} talk to each other."));
    }

    private static async Task<string?> RunPythonAsync(string path, string key)
    {
        try
        {
            using var python = Process.Start(new ProcessStartInfo("python3", ["-c", Script, path, key]) { RedirectStandardOutput = true })!;
            var output = await python.StandardOutput.ReadToEndAsync();
            await python.WaitForExitAsync();
            return output;
        }
        catch (Win32Exception)
        {
            return null;
        }
    }
}

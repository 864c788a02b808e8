using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Tour;

/// <summary>As much of a web server as a batch of requests needs: the answer to each is its path.</summary>
internal sealed class LocalServer : IDisposable
{
    // As slow as a server next door.
    private static readonly TimeSpan s_delay = TimeSpan.FromMilliseconds(5);

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

    internal LocalServer()
    {
        _listener.Start(backlog: 512);
        Address = new Uri($"http://{_listener.LocalEndpoint}/");
        _ = AcceptAsync();
    }

    internal Uri Address { get; }

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = AnswerAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception end) when (end is SocketException or InvalidOperationException)
        {
            // The tour is through with it.
        }
    }

    private static async Task AnswerAsync(TcpClient client)
    {
        try
        {
            using var _ = client;
            client.NoDelay = true;
            using var reader = new StreamReader(client.GetStream());
            while (await reader.ReadLineAsync() is { } request)
            {
                while (await reader.ReadLineAsync() is { Length: > 0 })
                {
                    // The answer does not depend on the headers.
                }

                await Task.Delay(s_delay);
                var body = request.Split(' ')[1];
                await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n{body}"));
            }
        }
        catch (IOException)
        {
            // The other side has gone.
        }
    }
}

using System.Net.Sockets;
using System.Security.Authentication;
using Multiprocessing.Tests.Faults;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>A connection between two programs that have nothing in common but the library.</summary>
[Collection(FaultCollection.Name)]
public sealed class ForeignProgramTests
{
    [Fact]
    public async Task Another_program_needs_the_key_and_cannot_make_this_one_load_anything()
    {
        using var program = new FaultProgram();
        var path = Path.Combine(program.Scratch, "socket");
        var rejected = new TaskCompletionSource<Exception>();
        // Its default key is the one of its tree.
        using var listener = new ConnectionListener(new UnixDomainSocketEndPoint(path), new ConnectionListenerOptions { Key = AuthenticationKey.FromBytes("known to both"u8), OnRejected = (_, exception) => rejected.TrySetResult(exception) });
        var running = program.RunAsync("connect", path);
        using var accepted = await listener.AcceptAsync();
        Assert.IsType<AuthenticationException>(await rejected.Task);
        Assert.Equal("a text", accepted.Receive<string>());
        Assert.Contains("'FaultProgram'", Assert.Throws<InvalidDataException>(() => accepted.Receive<object>()).Message, StringComparison.Ordinal);
        Assert.DoesNotContain(AppDomain.CurrentDomain.GetAssemblies(), static assembly => assembly.GetName().Name == "FaultProgram");
        accepted.Send(new[] { 20, 22 });
        var report = await running;
        Assert.StartsWith("own key: AuthenticationException", report[0], StringComparison.Ordinal);
        Assert.Equal("answer: 42", report[1]);
    }
}

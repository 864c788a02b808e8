using System.Security.Authentication;
using System.Security.Cryptography;
using System.Text;

namespace Multiprocessing.Messaging;

/// <summary>
/// Python's handshake: each side sends a challenge, and the other side answers with a code of it that can be made only with the key. The
/// listener asks first, and so tells nothing to a stranger. Challenges are sent as Python 3.12 and later send them; those of older versions
/// are answered as these expect.
/// </summary>
/// <param name="stream">The stream that the connection will use; nothing is read ahead.</param>
/// <param name="key">The key that both sides know.</param>
/// <param name="requiresSha256">Whether the older digest of Python up to 3.11, HMAC-MD5, is refused.</param>
/// <param name="cancellationToken">Ends the handshake when its time is over.</param>
internal sealed class Handshake(Stream stream, AuthenticationKey key, bool requiresSha256, CancellationToken cancellationToken)
{
    // Python's MESSAGE_LENGTH, and the largest message that Python takes before a peer is authenticated.
    private const int RandomLength = 40;
    private const int LargestMessage = 256;

    private static readonly byte[] s_challenge = "#CHALLENGE#"u8.ToArray();
    private static readonly byte[] s_welcome = "#WELCOME#"u8.ToArray();
    private static readonly byte[] s_failure = "#FAILURE#"u8.ToArray();

    private readonly byte[] _ours = [.. Encoding.ASCII.GetBytes(HandshakeCode.Preferred), .. RandomNumberGenerator.GetBytes(RandomLength)];

    internal async Task ListenAsync()
    {
        await AskAsync().ConfigureAwait(false);
        await AnswerAsync().ConfigureAwait(false);
    }

    internal async Task ConnectAsync()
    {
        await AnswerAsync().ConfigureAwait(false);
        await AskAsync().ConfigureAwait(false);
    }

    private async Task AskAsync()
    {
        await SendAsync([.. s_challenge, .. _ours]).ConfigureAwait(false);
        var answer = await ReceiveAsync().ConfigureAwait(false);
        var refusal = HandshakeCode.Verify(key, _ours, answer, requiresSha256);
        await SendAsync(refusal is null ? s_welcome : s_failure).ConfigureAwait(false);
        if (refusal is not null) throw new AuthenticationException(refusal);
    }

    private async Task AnswerAsync()
    {
        var message = await ReceiveAsync().ConfigureAwait(false);
        if (!message.AsSpan().StartsWith(s_challenge))
        {
            throw new AuthenticationException("The peer did not ask for the key: it has none, or it does not speak this protocol.");
        }

        var challenge = message[s_challenge.Length..];
        // A peer that returns our own challenge tries to get from us the answer that it should give.
        if (challenge.AsSpan().SequenceEqual(_ours))
        {
            throw new AuthenticationException("The peer has sent our own challenge back instead of one of its own.");
        }

        await SendAsync(HandshakeCode.Answer(key, challenge, requiresSha256)).ConfigureAwait(false);
        var verdict = await ReceiveAsync().ConfigureAwait(false);
        if (!verdict.AsSpan().SequenceEqual(s_welcome))
        {
            throw new AuthenticationException("The peer has refused the key: it has another one. Give both ends the same " +
                "AuthenticationKey.");
        }
    }

    private Task SendAsync(byte[] message)
    {
        var frame = new byte[NetworkFrame.HeaderLength + message.Length];
        NetworkFrame.WriteHeader(frame, message.Length);
        message.CopyTo(frame, NetworkFrame.HeaderLength);
        return stream.WriteAsync(frame, cancellationToken).AsTask();
    }

    private async Task<byte[]> ReceiveAsync()
    {
        var header = new byte[NetworkFrame.LongHeaderLength];
        await stream.ReadExactlyAsync(header.AsMemory(0, NetworkFrame.HeaderLength), cancellationToken).ConfigureAwait(false);
        if (NetworkFrame.TryReadHeader(header.AsSpan(0, NetworkFrame.HeaderLength), LargestMessage, out var length) == 0)
        {
            await stream.ReadExactlyAsync(header.AsMemory(NetworkFrame.HeaderLength), cancellationToken).ConfigureAwait(false);
            NetworkFrame.TryReadHeader(header, LargestMessage, out length);
        }

        var message = new byte[length];
        await stream.ReadExactlyAsync(message, cancellationToken).ConfigureAwait(false);
        return message;
    }
}

using System.Globalization;
using Multiprocessing.Messaging;
using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>Damaged and hostile values: nothing is made that was not declared, whatever a message says.</summary>
/// <remarks>MULTIPROCESSING_FUZZ_INPUTS says how many, MULTIPROCESSING_FUZZ_FIRST from which seed on.</remarks>
[Trait("Kind", "stress")]
public sealed class NetworkFuzzTests
{
    private const int Inputs = 10_000;
    private const int Headers = 3_000;

    [Fact]
    public async Task No_message_makes_what_is_not_declared()
    {
        var (first, count) = (Setting("MULTIPROCESSING_FUZZ_FIRST", 0), Setting("MULTIPROCESSING_FUZZ_INPUTS", Inputs));
        var wrong = await ChildProcess.RunAsync(() => NetworkFuzzRun.Run(first, count), TestContext.Current.CancellationToken);
        Assert.True(wrong is null, wrong);
    }

    // The whole of a message, its header and the name of its type.
    [Fact]
    public void Damaged_messages_are_refused()
    {
        var seed = Environment.TickCount;
        TestContext.Current.TestOutputHelper!.WriteLine($"seed {seed}");
        var random = new Random(seed);
        byte[][] messages =
        [
            NetworkValueTests.Write(new NetworkValueTests.Order(1, "one")), NetworkValueTests.Write(new List<NetworkValueTests.Order> { new(1, "one"), new(2, "two") }),
            NetworkValueTests.Write(new Dictionary<string, object> { ["a"] = 1 }), NetworkValueTests.Forge((Action)Damaged_messages_are_refused), NetworkValueTests.Forge(typeof(NetworkFuzzTests)),
        ];
        for (var number = 0; number < Headers; number++)
        {
            var message = (byte[])messages[random.Next(messages.Length)].Clone();
            for (var changes = random.Next(1, 4); changes > 0; changes--) message[random.Next(message.Length)] = (byte)random.Next(random.Next(2) == 0 ? 8 : 256);
            if (random.Next(4) == 0) message = message[..random.Next(message.Length)];
            try
            {
                var value = random.Next(2) == 0 ? NetworkValues.Read<object>(message, DeclaredTypesCache.Plain, 1 << 20) : NetworkValues.Read<List<NetworkValueTests.Order>>(message, DeclaredTypesCache.Plain, 1 << 20);
                Assert.False(value is Delegate or Type or NetworkValueTests.Order);
            }
            catch (Exception exception) when (exception is InvalidDataException or InvalidCastException)
            {
            }
        }
    }

    private static int Setting(string name, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}

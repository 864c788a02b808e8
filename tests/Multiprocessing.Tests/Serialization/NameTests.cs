using Multiprocessing.Serialization;

namespace Multiprocessing.Tests.Serialization;

/// <summary>On a channel, types and functions are named once.</summary>
public sealed class NameTests
{
    [Fact]
    public void A_repeated_function_costs_a_few_bytes()
    {
        var (written, read) = (new NamesWritten(), new NamesRead());
        var first = Send(new Func<int, int>(Double), written, read);
        var second = Send(new Func<int, int>(Double), written, read);
        Assert.True(first > 50 && second <= 8, $"{first}, then {second} bytes");
        (first, second) = (Send(Closure(5), written, read), Send(Closure(6), written, read));
        Assert.True(first > second && second <= 16, $"{first}, then {second} bytes");
    }

    [Fact]
    public void Many_types_are_found_again()
    {
        var (written, read) = (new NamesWritten(), new NamesRead());
        object[] values = [new Dictionary<int, Version>(), (1, 2L), (1, "x"), new List<DayOfWeek>(), new Version(1, 2), new KeyValuePair<int, string>(1, "x"), new Holder<int>(1), new Holder<string>("x"), new Holder<Holder<int>>(new Holder<int>(1)), new Version[1], new int[1, 1], DayOfWeek.Friday, TimeSpan.Zero, DateTimeOffset.MinValue, new Queue<int>()];
        for (var round = 0; round < 3; round++)
        {
            foreach (var value in values) Send(value, written, read);
        }
    }

    [Fact]
    public void What_was_named_in_a_message_that_was_not_sent_is_named_again()
    {
        var (written, read) = (new NamesWritten(), new NamesRead());
        Send(new Version(1, 2), written, read);
        var writer = new ObjectWriter(names: written);
        Assert.Throws<ProcessBoundaryException>(() => writer.WriteGraph(new object[] { new Holder<int>(1), (1, 2L), Stream.Null }, typeof(object), "message"));
        written.TakeBack();
        for (var round = 0; round < 2; round++)
        {
            Send((1, 2L), written, read);
            Send(new Holder<int>(1), written, read);
        }
    }

    private static int Send(object value, NamesWritten written, NamesRead read)
    {
        var writer = new ObjectWriter(names: written);
        writer.WriteGraph(value, typeof(object), "message");
        written.Keep();
        var received = new ObjectReader(writer.Written, names: read).ReadGraph(typeof(object));
        Assert.Equal(value.GetType(), received!.GetType());
        if (value is Func<int, int> function) Assert.Equal(function(3), ((Func<int, int>)received)(3));
        return writer.Written.Length;
    }

    private static int Double(int value) => value * 2;

    private static Func<int, int> Closure(int captured) => value => value + captured;

    private sealed record Holder<T>(T Value);
}

using System.Diagnostics.CodeAnalysis;

namespace Multiprocessing.Tests.Serialization;

/// <summary>Types whose own code stands in the way.</summary>
public sealed class AwkwardTypeTests
{
    [Fact]
    public void A_static_constructor_that_fails_in_the_receiver_is_named()
    {
        var exception = Assert.Throws<TypeInitializationException>(static () => ChildProcess.Start(static (FailsInChild value) => value.Number, new FailsInChild { Number = 1 }).Result);
        Assert.Equal("not here", exception.InnerException?.Message);
    }

    [Fact]
    public void An_exception_without_a_stack_trace_to_be_had_is_reported()
    {
        var exception = Assert.ThrowsAny<Exception>(static () => ChildProcess.Start(static () => Throw()).Result);
        Assert.Contains("it itself", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_surrogate_that_is_registered_late_holds_for_the_target_of_a_function()
    {
        Assert.Equal(101, ChildProcess.Start(static () =>
        {
            var function = (Func<int>)new Target { Number = 1 }.Get;
            Codec.Copy(function);
            ValueSerializer.RegisterSurrogate<Target, int>(static target => target.Number + 100, static number => new Target { Number = number });
            return Codec.Copy(function)();
        }).Result);
    }

    private static int Throw() => throw new Traceless();

    [SuppressMessage("Performance", "CA1810", Justification = "Its failure is what is tested.")]
    private sealed class FailsInChild
    {
        static FailsInChild()
        {
            if (CurrentProcess.Parent is not null) throw new InvalidOperationException("not here");
        }

        internal int Number;
    }

    private sealed class Traceless() : Exception("it itself")
    {
        public override string? StackTrace => throw new InvalidOperationException("no stack");
    }

    private sealed class Target
    {
        internal int Number;

        internal int Get() => Number;
    }
}

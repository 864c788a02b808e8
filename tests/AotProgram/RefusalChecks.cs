using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using AotProgram.Values;
using Multiprocessing;

namespace AotProgram;

/// <summary>
/// What such a program cannot have is refused at once, with the remedy: no field is lost, nothing crashes. The compiler warns of all of it.
/// </summary>
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "That it is refused is what is checked.")]
internal static class RefusalChecks
{
    private const string Remedy = nameof(NerdbankValueSerializer);
    private const string WithoutChildren = "cannot start children yet";

    private static readonly ProcessOptions s_plugged = new() { Serializer = new NerdbankValueSerializer(static () => Witness.GeneratedTypeShapeProvider) };

    internal static void The_program_has_no_dynamic_code() =>
        Check.That(!RuntimeFeature.IsDynamicCodeSupported, "dynamic code is not supported");

    internal static void The_librarys_own_serializer_writes_nothing()
    {
        var (bytes, type) = (new ArrayBufferWriter<byte>(), typeof(Unnamed));
        Check.Refuses<ProcessBoundaryException>(() => ValueSerializer.Default.Serialize(bytes, new Unnamed(1)), Remedy);
        Check.Refuses<ProcessBoundaryException>(() => ValueSerializer.Default.Serialize(bytes, new Unnamed(1), type), Remedy);
        Check.Refuses<ProcessBoundaryException>(() => ValueSerializer.Default.Serialize<int?>(bytes, 1), Remedy);
        Check.Refuses<ProcessBoundaryException>(() => ProcessOptions.DefaultSerializer.Serialize(bytes, 1), Remedy);
        Check.That(bytes.WrittenCount == 0, "nothing was written");
    }

    internal static void The_librarys_own_serializer_reads_nothing()
    {
        var type = typeof(Unnamed);
        Check.Refuses<PlatformNotSupportedException>(static () => ValueSerializer.Default.Deserialize<Unnamed>(new byte[16]), Remedy);
        Check.Refuses<PlatformNotSupportedException>(() => ValueSerializer.Default.Deserialize(new byte[16], type), Remedy);
        Check.Refuses<PlatformNotSupportedException>(static () => ValueSerializer.Default.Deserialize<int?>(new byte[16]), Remedy);
    }

    internal static void No_child_starts()
    {
        var captured = new Unnamed(1);
        Check.Refuses<ProcessStartException>(static () => ChildProcess.Start(static () => { }), WithoutChildren);
        Check.Refuses<ProcessStartException>(() => ChildProcess.Start(() => captured.ToString()), WithoutChildren);
        Check.Refuses<ProcessStartException>(static () => ChildProcess.Start(static (string text) => text.Length, "text", s_plugged), WithoutChildren);
        Check.Refuses<ProcessStartException>(static () => ChildProcess.RunAsync(static () => 6 * 7).GetAwaiter().GetResult(), WithoutChildren);
        Check.Refuses<ProcessStartException>(static () => ChildProcess.Start(static () => { }, new ProcessOptions { StartMethod = StartMethod.WarmSpare }), WithoutChildren);
        Check.Refuses<ProcessStartException>(static () => WarmSpares.PrepareAsync().GetAwaiter().GetResult(), WithoutChildren);
        Check.That(CurrentProcess.Children.Count == 0, "there are no children");
    }

    internal static void No_child_that_was_made_before_starts()
    {
        Check.Refuses<ProcessStartException>(static () => new ChildProcess<int>(static () => 1).Start(), WithoutChildren);
        Check.Refuses<ProcessStartException>(static () => new ChildProcess(static (int number) => { }, [1]).Start(), WithoutChildren);
        Check.Refuses<ProcessStartException>(static () => new ChildProcess(static (int number) => { }, new Dictionary<string, object?> { ["number"] = 1 }).Start(), WithoutChildren);
        Check.Refuses<ProcessStartException>(static () => new Worker().Start(), WithoutChildren);
    }

    internal static void There_is_no_child_to_wait_for()
    {
        Check.Refuses<ProcessStartException>(static () => _ = new ChildProcess<int>(static () => 1).Result, WithoutChildren);
        Check.Refuses<InvalidOperationException>(static () => new Worker().Join());
        Check.Refuses<InvalidOperationException>(static () => new Worker().GetAwaiter().GetResult());
    }

    internal static void What_needs_no_children_works()
    {
        ValueSerializer.RegisterSurrogate<Unnamed, int>(static unnamed => unnamed.ToString().Length, static number => new Unnamed(number));
        using var child = new Worker();
        Check.That((CurrentProcess.Name, CurrentProcess.Parent, child.Name.Split('-')[0], child.IsAlive, child.ExitCode) == ("MainProcess", null, "Worker", false, null), "names and states are told");
        ProcessOptions.DefaultSerializer = s_plugged.Serializer!;
        Check.That(ProcessOptions.DefaultSerializer is NerdbankValueSerializer, "a serializer can be plugged in");
    }

    internal static void Bytes_go_over_sockets_and_values_do_not()
    {
        using var listener = new ConnectionListener();
        using var client = Connection.Connect(listener.LocalEndPoint);
        using var server = listener.Accept();
        Check.Refuses<ProcessBoundaryException>(() => client.Send(new Unnamed(1)), Remedy);
        client.SendBytes([1, 2, 3]);
        Check.That(server.ReceiveBytes() is [1, 2, 3], "bytes arrive");
        client.SendBytes([1, 2, 3]);
        Check.Refuses<PlatformNotSupportedException>(() => server.Receive<Unnamed>(), Remedy);
    }

    internal static void Bytes_go_through_pipes_and_values_do_not()
    {
        var (first, second) = Connection.CreatePipe();
        Check.Refuses<ProcessBoundaryException>(() => first.Send(new Unnamed(1)), Remedy);
        first.SendBytes([1, 2, 3]);
        Check.That(second.ReceiveBytes() is [1, 2, 3], "bytes arrive");
        Check.Refuses<ProcessBoundaryException>(static () => new SharedQueue<Unnamed>().Dispose(), Remedy);
    }

    private sealed class Worker : ChildProcess
    {
        protected override void Run()
        {
        }
    }
}

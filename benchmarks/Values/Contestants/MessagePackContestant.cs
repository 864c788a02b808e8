using System.Buffers;
using MessagePack;
using MessagePack.Resolvers;

namespace Values.Contestants;

internal sealed class MessagePackContestant : DotnetContestant
{
    public override string Name => "MessagePack";

    public override string? WhyNot(Row row) => row.Name switch
    {
        "value-graph" => "knows no references: a cycle has no end",
        "value-list-kept" => "knows no references: an object that is met twice arrives as two",
        "value-closure" => "no formatter for delegates",
        _ => null,
    };

    public override Codec<T> Create<T>(bool keepsReferences) => new MessagePackCodec<T>();

    private sealed class MessagePackCodec<T> : Codec<T>
    {
        // A Guid as 16 bytes and not as text, as with the others.
        private readonly MessagePackSerializerOptions _options =
            MessagePackSerializerOptions.Standard.WithResolver(CompositeResolver.Create(NativeGuidResolver.Instance, StandardResolver.Instance));

        public override void Write(ArrayBufferWriter<byte> destination, T value) =>
            MessagePackSerializer.Serialize(destination, value, _options);

        public override T Read(ReadOnlyMemory<byte> source) => MessagePackSerializer.Deserialize<T>(source, _options);
    }
}

using System.Buffers;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Values.Types;

namespace Values.Contestants;

internal sealed class JsonContestant : DotnetContestant
{
    public override string Name => "Json";

    public override string? WhyNot(Row row) => row.Name == "value-closure" ? "refuses delegates" : null;

    public override Codec<T> Create<T>(bool keepsReferences) =>
        new JsonCodec<T>(keepsReferences ? new JsonTypes(new JsonSerializerOptions { ReferenceHandler = ReferenceHandler.Preserve }) : JsonTypes.Default);

    private sealed class JsonCodec<T>(JsonTypes types) : Codec<T>
    {
        private readonly JsonTypeInfo<T> _type = (JsonTypeInfo<T>)types.GetTypeInfo(typeof(T))!;
        private readonly Utf8JsonWriter _writer = new(Stream.Null);

        public override void Write(ArrayBufferWriter<byte> destination, T value)
        {
            _writer.Reset(destination);
            JsonSerializer.Serialize(_writer, value, _type);
        }

        public override T Read(ReadOnlyMemory<byte> source) => JsonSerializer.Deserialize(source.Span, _type)!;

        public override void Dispose()
        {
            _writer.Dispose();
            base.Dispose();
        }
    }
}

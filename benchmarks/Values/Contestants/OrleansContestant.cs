using System.Buffers;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Serialization;

namespace Values.Contestants;

/// <summary>It keeps references without being asked.</summary>
internal sealed class OrleansContestant : DotnetContestant
{
    public override string Name => "Orleans";

    public override string? WhyNot(Row row) => row.Name == "value-closure" ? "no codec for delegates" : null;

    public override Codec<T> Create<T>(bool keepsReferences) => new OrleansCodec<T>();

    private sealed class OrleansCodec<T> : Codec<T>
    {
        private readonly Serializer<T> _serializer = new ServiceCollection().AddSerializer().BuildServiceProvider().GetRequiredService<Serializer<T>>();

        public override void Write(ArrayBufferWriter<byte> destination, T value) => _serializer.Serialize(value, destination);

        public override T Read(ReadOnlyMemory<byte> source) => _serializer.Deserialize(source)!;
    }
}

using System.Buffers;
using Multiprocessing;

namespace Values.Contestants;

internal sealed class OursContestant : DotnetContestant
{
    public override string Name => "Ours";

    public override Codec<T> Create<T>(bool keepsReferences) => new OursCodec<T>();

    private sealed class OursCodec<T> : Codec<T>
    {
        public override void Write(ArrayBufferWriter<byte> destination, T value) => ValueSerializer.Default.Serialize(destination, value);

        public override T Read(ReadOnlyMemory<byte> source) => ValueSerializer.Default.Deserialize<T>(source);
    }
}

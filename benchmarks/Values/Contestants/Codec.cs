using System.Buffers;

namespace Values.Contestants;

/// <summary>A serializer made ready for one type. A class, so that the one virtual call costs each contestant the same.</summary>
internal abstract class Codec<T> : IDisposable
{
    public abstract void Write(ArrayBufferWriter<byte> destination, T value);

    public abstract T Read(ReadOnlyMemory<byte> source);

    public virtual void Dispose() => GC.SuppressFinalize(this);
}

namespace Multiprocessing.Serialization;

/// <summary>
/// Formats a stream over an open file. Buffered output is written to the file first; each side has a position of its own from then on.
/// </summary>
internal sealed class FileStreamFormatter : OpenFileFormatter
{
    private const int Unseekable = -1;

    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan)
    {
        var stream = (FileStream)value;
        if (!stream.CanRead && !stream.CanWrite) throw writer.Refused(plan.Type, "it is closed");
        if (stream.CanWrite) stream.Flush();
        WriteOpen(writer, plan, stream.SafeFileHandle);
        writer.WriteByte((byte)((stream.CanRead ? FileAccess.Read : 0) | (stream.CanWrite ? FileAccess.Write : 0)));
        writer.WriteNumber(stream.CanSeek ? stream.Position : Unseekable);
    }

    internal override object Read(ObjectReader reader, TypePlan plan)
    {
        var handle = ReadOpen(reader);
        var access = (FileAccess)reader.ReadByte();
        var position = reader.ReadNumber();
        if (access is < FileAccess.Read or > FileAccess.ReadWrite) throw ObjectReader.Corrupt();
        var stream = new FileStream(handle, access, bufferSize: 4096, handle.IsAsync);
        if (position >= 0) stream.Position = position;
        return stream;
    }
}

using Microsoft.Win32.SafeHandles;

namespace Multiprocessing.Serialization;

/// <summary>Formats an open file, pipe or device.</summary>
internal sealed class FileHandleFormatter : OpenFileFormatter
{
    internal override void Write(ObjectWriter writer, int number, object value, TypePlan plan) =>
        WriteOpen(writer, plan, (SafeFileHandle)value);

    internal override object Read(ObjectReader reader, TypePlan plan) => ReadOpen(reader);
}

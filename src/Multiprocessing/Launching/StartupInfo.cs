using Multiprocessing.Serialization;

namespace Multiprocessing.Launching;

/// <summary>What a child is told before its function: its identity, and where it runs. Peers must run the same build.</summary>
internal sealed class StartupInfo
{
    internal required string Name { get; init; }

    /// <summary>The child's place in the tree, as in "1:2".</summary>
    internal required string Identity { get; init; }

    internal required string ParentName { get; init; }

    internal required int ParentId { get; init; }

    internal bool IsDaemon { get; init; }

    internal bool PrintsFailure { get; init; }

    internal bool WaitForDebugger { get; init; }

    /// <summary>The program that the child belongs to, in place of the launcher; null where the child knows.</summary>
    internal string? Application { get; init; }

    internal StartMethod DefaultStartMethod { get; init; } = StartMethod.Spawn;

    /// <summary>The serializer that the child's own children use; null for the library's own.</summary>
    internal ValueSerializer? DefaultSerializer { get; init; }

    /// <summary>The surrogates that the program has registered; null for none.</summary>
    internal RegisteredSurrogate[]? Surrogates { get; init; }

    /// <summary>The culture; null for the one that the runtime finds in the environment.</summary>
    internal string? Culture { get; init; }

    internal string? UICulture { get; init; }

    internal int? Niceness { get; init; }

    /// <summary>The key of connections that the program has set; null for the tree's own.</summary>
    internal AuthenticationKey? Key { get; init; }

    /// <summary>The trace in which the child was started; null for none.</summary>
    internal byte[]? Trace { get; init; }

    /// <summary>The directory for a spare, which started in an earlier one.</summary>
    internal string? WorkingDirectory { get; set; }

    /// <summary>For a spare: variables that have changed since its start; a null value removes one.</summary>
    internal KeyValuePair<string, string?>[] Environment { get; set; } = [];

    internal void Write(ObjectWriter writer)
    {
        writer.WriteGuid(BuildIdentity.Library);
        writer.WriteGuid(BuildIdentity.Runtime);
        writer.WriteText(Name);
        writer.WriteText(Identity);
        writer.WriteText(ParentName);
        writer.WriteCount(ParentId);
        writer.WriteBoolean(IsDaemon);
        writer.WriteBoolean(PrintsFailure);
        writer.WriteBoolean(WaitForDebugger);
        writer.WriteText(Application);
        writer.WriteCount((int)DefaultStartMethod);
        writer.WriteText(Culture);
        writer.WriteText(UICulture);
        writer.WriteCount(Niceness ?? int.MinValue);
        writer.WriteCount(Trace?.Length ?? 0);
        if (Trace is not null) writer.WriteBytes(Trace);
        writer.WriteBoolean(Key is not null);
        if (Key is not null) AuthenticationKeyFormatter.Write(writer, Key);
        WriteOptional(writer, Surrogates, "registered surrogates");
        WriteOptional(writer, DefaultSerializer, "serializer");
        writer.WriteText(WorkingDirectory);
        writer.WriteCount(Environment.Length);
        foreach (var (name, value) in Environment)
        {
            writer.WriteText(name);
            writer.WriteText(value);
        }
    }

    internal static StartupInfo Read(ObjectReader reader)
    {
        if (reader.ReadGuid() != BuildIdentity.Library || reader.ReadGuid() != BuildIdentity.Runtime)
        {
            throw new InvalidDataException("Parent and child run different builds of Multiprocessing or of .NET; the application or the " +
                "runtime was replaced while it runs. Restart it.");
        }

        return new StartupInfo
        {
            Name = reader.ReadText()!,
            Identity = reader.ReadText()!,
            ParentName = reader.ReadText()!,
            ParentId = reader.ReadCount(),
            IsDaemon = reader.ReadBoolean(),
            PrintsFailure = reader.ReadBoolean(),
            WaitForDebugger = reader.ReadBoolean(),
            Application = reader.ReadText(),
            DefaultStartMethod = (StartMethod)reader.ReadCount(),
            Culture = reader.ReadText(),
            UICulture = reader.ReadText(),
            Niceness = reader.ReadCount() is var niceness && niceness == int.MinValue ? null : niceness,
            Trace = reader.ReadCount() is > 0 and var length ? reader.ReadBytes(length).ToArray() : null,
            Key = reader.ReadBoolean() ? AuthenticationKeyFormatter.Read(reader) : null,
            Surrogates = (RegisteredSurrogate[]?)ReadOptional(reader),
            DefaultSerializer = (ValueSerializer?)ReadOptional(reader),
            WorkingDirectory = reader.ReadText(),
            Environment = ReadEnvironment(reader),
        };
    }

    private static void WriteOptional(ObjectWriter writer, object? value, string what)
    {
        writer.WriteBoolean(value is not null);
        if (value is not null) writer.WriteGraph(value, typeof(object), what);
    }

    private static object? ReadOptional(ObjectReader reader) => reader.ReadBoolean() ? reader.ReadGraph(typeof(object)) : null;

    private static KeyValuePair<string, string?>[] ReadEnvironment(ObjectReader reader)
    {
        var count = reader.ReadCount();
        if (count is < 0 or > 100_000) throw new InvalidDataException("A message between processes is damaged.");
        var changes = new KeyValuePair<string, string?>[count];
        for (var index = 0; index < count; index++) changes[index] = new(reader.ReadText()!, reader.ReadText());
        return changes;
    }
}

using System.Text.RegularExpressions;

namespace Multiprocessing.Tests.Serialization;

/// <summary>The tables of docs/serialization.md.</summary>
internal static partial class SerializationTable
{
    private static readonly string s_text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "serialization.md"));

    /// <summary>The names in the first column of a section's table; commas part them.</summary>
    internal static IEnumerable<string> Names(string section) => Rows(section).SelectMany(static row => Split(row.Names));

    /// <summary>Each name with what stands in the second column.</summary>
    internal static IEnumerable<(string Name, string Text)> Entries(string section) =>
        Rows(section).SelectMany(static row => Split(row.Names).Select(name => (name, row.Text)));

    private static IEnumerable<(string Names, string Text)> Rows(string section)
    {
        var start = s_text.IndexOf($"## {section}\n", StringComparison.Ordinal);
        var end = s_text.IndexOf("\n## ", start + 1, StringComparison.Ordinal);
        return s_text[start..(end < 0 ? s_text.Length : end)].Split('\n')
            .Where(static line => line.StartsWith('|'))
            .Skip(2)
            .Select(static line => line.Split('|', StringSplitOptions.TrimEntries))
            .Select(static cells => (cells[1], cells[2]));
    }

    // Not the comma between type arguments.
    private static IEnumerable<string> Split(string names) =>
        Comma().Split(names).Select(static name => name.Replace("`", "", StringComparison.Ordinal).Trim());

    [GeneratedRegex(@",(?![^<]*>)")]
    private static partial Regex Comma();
}

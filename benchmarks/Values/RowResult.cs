using System.Text.Json.Serialization;

namespace Values;

/// <summary>The figures of one row; ours come first.</summary>
internal sealed record RowResult(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("contestants")] IReadOnlyList<Figures> Contestants);

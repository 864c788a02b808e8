using System.Text.Json.Serialization;

namespace SideBySide;

/// <summary>The medians of one row.</summary>
internal sealed record RowResult(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("unit")] string Unit,
    [property: JsonPropertyName("ours")] double Ours,
    [property: JsonPropertyName("python")] double? Python,
    [property: JsonPropertyName("peer")] double? Peer,
    [property: JsonPropertyName("limit")] double? Limit)
{
    [JsonPropertyName("ratio_to_python")]
    public double? RatioToPython => Python / Ours;

    [JsonPropertyName("ratio_to_limit")]
    public double? RatioToLimit => Ours / Limit;
}

using System.Text.Json.Serialization;

namespace Values;

/// <summary>One contestant in one row: medians of nanoseconds, and bytes.</summary>
internal sealed record Figures([property: JsonPropertyName("contestant")] string Contestant)
{
    [JsonPropertyName("write_ns")]
    public double? Write { get; init; }

    [JsonPropertyName("read_ns")]
    public double? Read { get; init; }

    [JsonPropertyName("both_ns")]
    public double? Both { get; init; }

    [JsonPropertyName("write_allocated")]
    public long? WriteAllocated { get; init; }

    [JsonPropertyName("read_allocated")]
    public long? ReadAllocated { get; init; }

    [JsonPropertyName("size")]
    public int? Size { get; init; }

    [JsonPropertyName("cannot")]
    public string? WhyNot { get; init; }
}

using System.Text.Json.Serialization;

namespace Values.Types;

/// <summary>The code that System.Text.Json generates; it is faster than its reflection, at the first value most of all.</summary>
[JsonSerializable(typeof(FlatRecord))]
[JsonSerializable(typeof(Team))]
[JsonSerializable(typeof(double[]))]
[JsonSerializable(typeof(int[]))]
[JsonSerializable(typeof(SmallRecord[]))]
[JsonSerializable(typeof(List<SmallRecord>))]
[JsonSerializable(typeof(List<KeptRecord>))]
[JsonSerializable(typeof(Dictionary<string, int>))]
internal sealed partial class JsonTypes : JsonSerializerContext;

using PolyType;

namespace Values.Types;

/// <summary>
/// Nerdbank.MessagePack and System.Text.Json are told at compile time what they will meet; here are the types that are not ours.
/// </summary>
[GenerateShapeFor<double[]>]
[GenerateShapeFor<int[]>]
[GenerateShapeFor<SmallRecord[]>]
[GenerateShapeFor<List<SmallRecord>>]
[GenerateShapeFor<List<KeptRecord>>]
[GenerateShapeFor<Dictionary<string, int>>]
[GenerateShapeFor<FlatRecord>]
[GenerateShapeFor<Team>]
internal sealed partial class Witness;

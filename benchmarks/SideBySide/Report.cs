using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace SideBySide;

internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Print(IEnumerable<RowResult> results)
    {
        var table = new Table { Expand = false }.Border(TableBorder.Rounded).AddColumn(new TableColumn("Row").NoWrap()).AddColumn("Unit");
        foreach (var title in (string[])["Ours", "Python", "Peer", "Limit", "Py/ours", "Ours/lim"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        foreach (var result in results)
        {
            table.AddRow(
                result.Name, result.Unit, Figure(result.Ours), Figure(result.Python), Figure(result.Peer), Figure(result.Limit),
                Ratio(result.RatioToPython), Ratio(result.RatioToLimit));
        }

        AnsiConsole.Write(table);
    }

    public static void WriteJson(string path, IEnumerable<RowResult> results) =>
        File.WriteAllText(path, JsonSerializer.Serialize(results, Indented));

    private static string Figure(double? value) => value?.ToString("0.0", CultureInfo.InvariantCulture) ?? "none";

    private static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}

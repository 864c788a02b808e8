using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Values;

internal static class Report
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static void Print(IReadOnlyList<RowResult> results)
    {
        var table = new Table { Expand = false }.Border(TableBorder.Rounded).AddColumn(new TableColumn("Row").NoWrap()).AddColumn(new TableColumn("Contestant").NoWrap());
        foreach (var title in (string[])["Write ns", "Read ns", "Both ns", "Ours/it", "Write alloc", "Read alloc", "Size"])
        {
            table.AddColumn(new TableColumn(title).RightAligned());
        }

        // Into a file, as on a narrow terminal, lines are rather long than broken.
        AnsiConsole.Profile.Width = Math.Max(AnsiConsole.Profile.Width, 120);
        foreach (var result in results)
        {
            var ours = result.Contestants[0].Both;
            foreach (var figures in result.Contestants)
            {
                var both = figures.WhyNot is null ? Figure(figures.Both) : "cannot";
                table.AddRow(
                    figures == result.Contestants[0] ? result.Name : "", figures.Contestant, Figure(figures.Write), Figure(figures.Read), both,
                    Ratio(ours / figures.Both), Figure(figures.WriteAllocated), Figure(figures.ReadAllocated), Figure(figures.Size));
            }

            table.AddEmptyRow();
        }

        AnsiConsole.Write(table);
        foreach (var result in results)
        {
            foreach (var figures in result.Contestants.Where(static figures => figures.WhyNot is not null))
            {
                Console.WriteLine($"{result.Name}: {figures.Contestant} cannot: {figures.WhyNot}.");
            }
        }
    }

    public static void WriteJson(string path, IReadOnlyList<RowResult> results) =>
        File.WriteAllText(path, JsonSerializer.Serialize(results, Indented));

    private static string Figure(double? value) => value?.ToString("#,0", CultureInfo.InvariantCulture) ?? "";

    private static string Ratio(double? value) => value?.ToString("0.00", CultureInfo.InvariantCulture) ?? "";
}

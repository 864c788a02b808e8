using System.Globalization;

namespace Tour;

/// <summary>What the command line asks for.</summary>
internal sealed record TourOptions(int? Only, string? File)
{
    internal static string Usage =>
        $"Usage: Tour [--only N] [--file PATH]; N is a chapter, 1 to {Contents.Chapters.Count}, PATH a file for chapter 6 to copy.";

    internal static bool TryParse(string[] args, out TourOptions options, out string problem)
    {
        options = new TourOptions(null, null);
        problem = "";
        for (var index = 0; index < args.Length && problem.Length == 0; index += 2)
        {
            var value = index + 1 < args.Length ? args[index + 1] : null;
            switch (args[index], value)
            {
                case ("--only" or "--file", null):
                    problem = $"{args[index]} needs a value.";
                    break;
                case ("--only", _):
                    if (IsChapter(value, out var number)) options = options with { Only = number };
                    else problem = $"There is no chapter '{value}'.";
                    break;
                case ("--file", _):
                    if (System.IO.File.Exists(value)) options = options with { File = value };
                    else problem = $"There is no file '{value}'.";
                    break;
                default:
                    problem = $"Unknown option '{args[index]}'.";
                    break;
            }
        }

        return problem.Length == 0;
    }

    private static bool IsChapter(string? text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number >= 1 && number <= Contents.Chapters.Count;
}

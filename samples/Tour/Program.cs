using System.Globalization;
using Tour;

var only = args is ["--only", var wanted] && int.TryParse(wanted, CultureInfo.InvariantCulture, out var parsed) ? parsed : (int?)null;
if (args.Length > 0 && (only is null || only < 1 || only > Contents.Chapters.Count))
{
    await Console.Error.WriteLineAsync($"Usage: Tour [--only N], N from 1 to {Contents.Chapters.Count}.");
    return 2;
}

for (var number = 1; number <= Contents.Chapters.Count; number++)
{
    if (only is not null && only != number) continue;
    var (title, run) = Contents.Chapters[number - 1];
    Console.WriteLine($"== {number}. {title} ==");
    await run();
    Console.WriteLine();
}

return 0;

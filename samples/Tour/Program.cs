using Spectre.Console;
using Tour;

if (!TourOptions.TryParse(args, out var options, out var problem))
{
    await Console.Error.WriteLineAsync(problem);
    await Console.Error.WriteLineAsync(TourOptions.Usage);
    return 2;
}

// Spectre would colour the output on some build servers, though it goes to a file there.
if (Console.IsOutputRedirected)
{
    AnsiConsole.Console = AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = AnsiSupport.No,
        Interactive = InteractionSupport.No,
        Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
    });
}

for (var number = 1; number <= Contents.Chapters.Count; number++)
{
    if (options.Only is not null && options.Only != number) continue;
    var chapter = Contents.Chapters[number - 1];
    AnsiConsole.Write(new Rule($"[bold]{number}. {Markup.Escape(chapter.Title)}[/]").LeftJustified());
    await chapter.Run(options);
    Console.WriteLine();
}

return 0;

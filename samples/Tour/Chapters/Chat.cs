using Multiprocessing;

namespace Tour.Chapters;

/// <summary>Two processes talk over a pipe, both ways; one hangs up, and the other one notices.</summary>
internal static class Chat
{
    private sealed record Line(string From, string Text);

    internal static void Run()
    {
        var (here, there) = Connection.CreatePipe();
        using var child = ChildProcess.Start(() => Answer(there), new ProcessOptions { Name = "Bob" });
        // The child has its own; as long as this one is open too, the pipe has two at that end.
        there.Dispose();
        foreach (var text in (string[])["Hello.", "What is your name?", "Which process are you?", "Bye."])
        {
            Console.WriteLine($"Alice: {text}");
            here.Send(new Line("Alice", text));
            var answer = here.Receive<Line>();
            Console.WriteLine($"{answer.From}: {answer.Text}");
        }

        try
        {
            here.Receive<Line>();
        }
        catch (EndOfStreamException)
        {
            Console.WriteLine("Bob has hung up.");
        }

        child.Join();
    }

    private static void Answer(Connection connection)
    {
        Line question;
        do
        {
            question = connection.Receive<Line>();
            connection.Send(new Line(CurrentProcess.Name, question.Text switch
            {
                "What is your name?" => $"{CurrentProcess.Name}.",
                "Which process are you?" => $"Number {Environment.ProcessId}, child of {CurrentProcess.Parent!.Id}.",
                var text => $"{text[..^1]}, {question.From}!",
            }));
        }
        while (question.Text != "Bye.");
    }
}

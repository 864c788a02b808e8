namespace Values.Contestants;

/// <summary>Python's pickle, protocol 5.</summary>
internal sealed class PickleContestant : Contestant
{
    public override string Name => "pickle";

    public override string? WhyNot(Row row) =>
        !PythonProcess.IsThere ? "no python3 on this machine" : row.Name == "value-closure" ? "a function travels by its name, and a lambda has none" : null;

    public override Entrant Enter<T>(ValueRow<T> row) => new PickleEntrant(row.Name);

    public override double First()
    {
        using var python = new PythonProcess("first");
        return python.Ask("run");
    }
}

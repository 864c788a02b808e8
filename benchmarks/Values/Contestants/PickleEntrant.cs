namespace Values.Contestants;

internal sealed class PickleEntrant(string row) : Entrant
{
    private readonly PythonProcess _python = new(row);

    public override int Size => (int)_python.Ask("size");

    public override void Check()
    {
        if (_python.Ask("check") != 1) throw new InvalidOperationException($"{row}: pickle reads something else than it wrote.");
    }

    public override double Write(int count) => _python.Ask($"write {count}");

    public override double Read(int count) => _python.Ask($"read {count}");

    public override (long Write, long Read)? Allocated() => null;

    public override void Dispose() => _python.Dispose();
}

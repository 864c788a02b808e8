using SideBySide;
using SideBySide.Rows;

string? filter = null;
string? json = null;
var quick = false;
for (var i = 0; i < args.Length; i++)
{
    switch (args[i])
    {
        case "--quick": quick = true; break;
        case "--filter" when i + 1 < args.Length: filter = args[++i]; break;
        case "--json" when i + 1 < args.Length: json = args[++i]; break;
        default:
            Console.Error.WriteLine("Options: [--filter NAME] [--quick] [--json FILE]");
            return 2;
    }
}

Row[] rows = [.. StartRows.All, .. FirstLineRows.All, .. ManyRows.All, .. CallRows.All, .. LockRows.All, .. WakeRows.All, .. MemoryRows.All, .. PipeRows.All, .. QueueRows.All, .. DictionaryRows.All, .. ListenerRows.All, .. PoolTaskRows.All, .. PoolCpuRows.All, .. PoolLifeRows.All];
var results = new List<RowResult>();
foreach (var row in rows.Where(row => filter is null || row.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)))
{
    Console.Error.WriteLine($"{row.Name} ...");
    results.Add(Runner.Run(row, quick));
}

Report.Print(results);
if (json is not null) Report.WriteJson(json, results);
return 0;

using Values.Types;

namespace Values.Rows;

/// <summary>The values; python/samples.py makes the same.</summary>
internal static class Make
{
    public static FlatRecord Flat() => new()
    {
        Number = 1,
        Count = 20_000_000_000,
        Weight = 3.5,
        IsOpen = true,
        Id = new Guid("8b4f6f0e-2d0c-4c5e-9a51-3f1c9b1f7a10"),
        Time = new DateTime(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc),
        Name = "hello world",
        Comment = "another",
    };

    public static IEnumerable<SmallRecord> Small(int count) =>
        Enumerable.Range(0, count).Select(static i => new SmallRecord { Number = i, Weight = i * 0.5, Name = $"name {i}" });

    public static List<KeptRecord> Kept()
    {
        var records = Enumerable.Range(0, 500).Select(static i => new KeptRecord { Number = i, Weight = i * 0.5, Name = $"name {i}" }).ToArray();
        return [.. records, .. records];
    }

    public static bool AreSameAndKept(List<KeptRecord> sent, List<KeptRecord> received) =>
        received.SequenceEqual(sent) && received.Take(500).Zip(received.Skip(500)).All(static pair => ReferenceEquals(pair.First, pair.Second));

    public static Team Graph()
    {
        var team = new Team { Name = "Blue", Vehicle = new Van { Wheels = 4, Load = 1.5 } };
        foreach (var name in (string[])["Ann", "Bob", "Cid"])
        {
            var person = new Person { Name = name, Age = 30 + team.Members.Count, Team = team };
            team.Members.Add(person);
            team.ByName.Add(name, person);
        }

        team.Lead = team.Members[0];
        return team;
    }

    public static bool IsSameGraph(Team sent, Team received) =>
        received.Name == sent.Name
        && received.Vehicle is Van { Wheels: 4, Load: 1.5 }
        && ReferenceEquals(received.Lead, received.Members[0])
        && received.ByName.Count == sent.Members.Count
        && received.Members.Select(static person => (person.Name, person.Age)).SequenceEqual(sent.Members.Select(static person => (person.Name, person.Age)))
        && received.Members.All(person => ReferenceEquals(person.Team, received) && ReferenceEquals(received.ByName[person.Name!], person));

    public static Func<int> Closure()
    {
        int a = 1, b = 20, c = 300;
        return () => a + b + c;
    }
}

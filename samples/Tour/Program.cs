using System.Diagnostics;
using Multiprocessing;

Console.WriteLine(await ChildProcess.RunAsync(() => 6 * 7));
var p = ChildProcess.Start(() => Console.WriteLine($"hello from {CurrentProcess.Name} {Environment.ProcessId}, parent {CurrentProcess.Parent!.Id}"));
p.Join();
Console.WriteLine($"{p} {p.ExitCode}");
for (int k = 0; k < 2; k++)
{
    var w = Stopwatch.StartNew();
    for (int i = 0; i < 30; i++) { using var c = ChildProcess.Start(static () => { }); c.Join(); if (c.ExitCode != 0) Console.WriteLine(c.ExitCode); }
    Console.WriteLine($"spawn {w.Elapsed.TotalMilliseconds / 30:F2} ms");
}
await WarmSpares.PrepareAsync();
var o = new ProcessOptions { StartMethod = StartMethod.WarmSpare };
var times = new List<double>();
for (int i = 0; i < 40; i++)
{
    await WarmSpares.PrepareAsync();
    Thread.Sleep(5);
    var w = Stopwatch.StartNew();
    using var c = ChildProcess.Start(static () => { }, o); c.Join();
    times.Add(w.Elapsed.TotalMilliseconds);
}
times.Sort();
Console.WriteLine($"spare median {times[20]:F2} ms min {times[0]:F2}");

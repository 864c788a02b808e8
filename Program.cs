using Multiprocessing;
Console.WriteLine("main runs");
var v = 5;
Console.WriteLine(await ChildProcess.RunAsync(() => $"{CurrentProcess.Name} {v} {Environment.ProcessId != 0}"));

/// The library as it is called from F#.
module FSharpLibrary.Calls

open System
open System.Threading.Tasks
open Multiprocessing
open FSharpLibrary.Crossing

let private wait (task: Task<'T>) = task.GetAwaiter().GetResult()

let checks: (string * (unit -> unit)) list =
    [ "RunAsync with a lambda", (fun () -> expect "42" (wait (ChildProcess.RunAsync(fun () -> 6 * 7)) = 42))
      "RunAsync with a lambda that captures",
      (fun () ->
          let names = Map [ 1, "one" ]
          expect "one" (wait (ChildProcess.RunAsync(fun () -> names[1])) = "one"))
      "RunAsync in a task expression",
      (fun () ->
          let later =
              task {
                  let! one = ChildProcess.RunAsync(fun () -> 1)
                  let! two = ChildProcess.RunAsync(Func<int>(fun () -> one + 1))
                  return one + two
              }
          expect "3" (wait later = 3))
      "Start and Join",
      (fun () ->
          use flag = new SharedValue<int>()
          use child = ChildProcess.Start(fun () -> flag.Value <- 7)
          child.Join()
          expect "0" (child.ExitCode = Nullable 0)
          expect "7" (flag.Value = 7))
      "a pool with lambdas",
      (fun () ->
          use pool = new ProcessPool(2)
          let factor = 3
          expect "RunAsync" (wait (pool.RunAsync(fun () -> factor * 2)) = 6)
          let maps =
              task {
                  let! squares = pool.MapAsync((fun x -> x * x * factor), [ 1..10 ])
                  expect "MapAsync" (List.ofArray squares = [ for x in 1..10 -> x * x * factor ])
                  return! pool.MapAsync(Func<int, Map<int, string>>(fun x -> Map [ x, string x ]), [ 1..10 ])
              }
          expect "maps as results" (Map.find 5 (wait maps).[4] = "5")
          let outcomes = wait (pool.MapOutcomesAsync((fun x -> 12 / x), [ 0..2 ]))
          expect "MapOutcomesAsync" (outcomes.[0].IsFaulted && outcomes.[2].Result = 6))
      "a pool with an argument, options, and for each of many items",
      (fun () ->
          use pool = new ProcessPool(2)
          use counter = new SharedValue<int>()
          expect "argument" (wait (pool.RunAsync((fun x -> 2 * x), 21)) = 42)
          expect "waiting" (pool.Run((fun x -> 2 * x), 21) = 42)
          let patient = pool.WithOptions(TaskOptions(TimeLimit = Nullable(TimeSpan.FromMinutes 1.0)))
          expect "options" (wait (patient.RunAsync(fun () -> 42)) = 42)
          (pool.ForEachAsync(Action<SharedValue<int>>(fun shared -> shared.Value <- shared.Value + 1), [ counter ])).Wait()
          expect "for each" (counter.Value = 1)
          expect "a task expression" (wait (pool.RunAsync<int>(fun () -> task { return 42 })) = 42))
      "a pool with states",
      (fun () ->
          use pool = new ProcessPool<int>((fun () -> 40))
          let read (state: WorkerState<int>) = state.Value + 2
          expect "state" (wait (pool.RunAsync(read, pool.State)) = 42)) ]

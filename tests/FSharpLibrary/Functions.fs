/// Functions, and values that are computed later.
module FSharpLibrary.Functions

open System
open FSharpLibrary.Crossing

type Counter(start: int) =
    let mutable count = start
    member _.Next() =
        count <- count + 1
        count

let checks: (string * (unit -> unit)) list =
    [ "function", (fun () -> crosses (fun x -> x + 1) (fun f -> f 1 = 2))
      "closure",
      (fun () ->
          let factors = Map [ "double", 2 ]
          crosses (fun x -> x * factors["double"]) (fun f -> f 21 = 42))
      "function of two arguments", (fun () -> crosses (fun x y -> x - y) (fun f -> f 5 3 = 2))
      "function with some of its arguments", (fun () -> crosses (List.map ((+) 1)) (fun f -> f [ 1; 2 ] = [ 2; 3 ]))
      "composed functions", (fun () -> crosses (string >> String.length >> (*) 2) (fun f -> f 123 = 6))
      "recursive function",
      (fun () ->
          let rec factorial n = if n = 0 then 1 else n * factorial (n - 1)
          crosses factorial (fun f -> f 5 = 120))
      "method of an object", (fun () -> crosses (Counter 41) (fun counter -> (Func<int> counter.Next).Invoke() > 41))
      "reference cell",
      (fun () ->
          let cell = ref 1
          crosses (cell, cell) (fun (one, other) -> Object.ReferenceEquals(one, other) && one.Value = 1)
          run (fun () -> cell.Value <- 2)
          expect "the original is not touched" (cell.Value = 1))
      "lazy value that is not there yet",
      (fun () ->
          let number = 6
          crosses (lazy (number * 7)) (fun later -> later.Force() = 42)
          expect "it is computed in the child" (run (fun () -> (lazy Environment.ProcessId).Force()) <> Environment.ProcessId))
      "lazy value that is there",
      (fun () ->
          let there = lazy Environment.ProcessId
          there.Force() |> ignore
          crosses there (fun value -> value.IsValueCreated)
          expect "it is not computed again" (run (fun () -> there.Force()) = Environment.ProcessId))
      "asynchronous computation",
      (fun () ->
          let number = 6
          crosses
              (async {
                  do! Async.Sleep 1
                  return number * 7
              })
              (fun later -> Async.RunSynchronously later = 42))
      "asynchronous computations in parallel", (fun () -> crosses (Async.Parallel [ for number in 1..3 -> async { return number } ]) (fun later -> Async.RunSynchronously later = [| 1; 2; 3 |]))
      "format", (fun () -> crosses (sprintf "%s-%d" "a") (fun f -> f 1 = "a-1"))
      "comparer", (fun () -> crosses (HashIdentity.Structural<string list>) (fun comparer -> comparer.Equals([ "a" ], [ "a" ]) && comparer.GetHashCode [ "a" ] = comparer.GetHashCode [ "a" ])) ]

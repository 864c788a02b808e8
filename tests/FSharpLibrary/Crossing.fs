/// What a check does with a value: it is sent to another process, looked at there, and sent back.
module FSharpLibrary.Crossing

open System
open Multiprocessing

let run (f: unit -> 'T) : 'T =
    use child = new ChildProcess<'T>(Func<'T>(f))
    child.Start()
    child.Result

let expect (what: string) (condition: bool) =
    if not condition then failwith $"It does not hold: {what}."

/// The value arrives in a child, where it passes the test, and comes back the same.
let crosses (value: 'T) (test: 'T -> bool) =
    expect "the test, here" (test value)
    expect "the test, in the child" (run (fun () -> test value))
    let back = run (fun () -> value)
    expect "the test, with what came back" (test back)

/// The same for a value that F# compares by its contents.
let crossesEqual (value: 'T) (test: 'T -> bool) =
    crosses value test
    expect "what came back is equal" (run (fun () -> value) = value)

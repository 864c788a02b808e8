/// Records, unions and what F# makes of nothing and failure.
module FSharpLibrary.Types

open FSharpLibrary.Crossing

type Person = { Name: string; mutable Age: int; Tags: Set<string> }

[<Struct>]
type Point = { X: int; Y: int }

type Shape =
    | Circle of radius: float
    | Rectangle of width: float * height: float
    | Nothing

[<Struct>]
type Length =
    | Metres of m: float
    | Named of name: string

type Tree =
    | Leaf
    | Node of Tree * int * Tree

type Json =
    | Null
    | Number of float
    | Text of string
    | List of Json list
    | Object of Map<string, Json>

[<Measure>]
type kg

exception Lost of reason: string * code: int

let rec insert value tree =
    match tree with
    | Leaf -> Node(Leaf, value, Leaf)
    | Node(left, here, right) when value < here -> Node(insert value left, here, right)
    | Node(left, here, right) -> Node(left, here, insert value right)

let rec sum tree =
    match tree with
    | Leaf -> 0
    | Node(left, here, right) -> sum left + here + sum right

let checks: (string * (unit -> unit)) list =
    [ "record", (fun () -> crossesEqual { Name = "Ada"; Age = 36; Tags = set [ "a"; "b" ] } (fun ada -> ada.Tags.Contains "b" && ada.Age = 36))
      "struct record", (fun () -> crossesEqual { X = 1; Y = 2 } (fun point -> point.Y = 2))
      "anonymous record", (fun () -> crossesEqual {| Name = "Ada"; Scores = [ 1; 2 ] |} (fun ada -> ada.Scores = [ 1; 2 ]))
      "struct anonymous record", (fun () -> crossesEqual struct {| A = 1; B = "two" |} (fun both -> both.B = "two"))
      "union", (fun () -> crossesEqual [ Circle 1.0; Rectangle(2.0, 3.0); Nothing ] (fun shapes -> shapes[2] = Nothing))
      "case without fields stays the same object", (fun () -> crosses Nothing (fun shape -> shape = Nothing))
      "struct union", (fun () -> crossesEqual [| Metres 1.5; Named "far" |] (fun lengths -> lengths[1] = Named "far"))
      "recursive union", (fun () -> crossesEqual (Seq.fold (fun tree value -> insert value tree) Leaf [ 5; 3; 8; 1; 4 ]) (fun tree -> sum tree = 21))
      "union with a map of itself",
      (fun () -> crossesEqual (Object(Map [ "a", List [ Number 1.0; Null ]; "b", Object(Map [ "c", Text "d" ]) ])) (function
          | Object members -> members["b"] = Object(Map [ "c", Text "d" ])
          | _ -> false))
      "option", (fun () -> crossesEqual [ Some 1; None ] (fun options -> options[1].IsNone))
      "option of nothing", (fun () -> crossesEqual (Some()) Option.isSome)
      "value option", (fun () -> crossesEqual [ ValueSome "a"; ValueNone ] (fun options -> options[1].IsNone))
      "result", (fun () -> crossesEqual [ Ok 1; Error "no" ] (fun results -> results[1] = Error "no"))
      "choice", (fun () -> crossesEqual [ Choice1Of2 1; Choice2Of2 "b" ] (fun choices -> choices[1] = Choice2Of2 "b"))
      "tuple", (fun () -> crossesEqual (1, "two", Some 3.0) (fun (one, _, three) -> one = 1 && three = Some 3.0))
      "struct tuple", (fun () -> crossesEqual (struct (1, "two")) (fun struct (one, two) -> one = 1 && two = "two"))
      "unit", (fun () -> crossesEqual () (fun () -> true))
      "unit of measure", (fun () -> crossesEqual 5.0<kg> (fun weight -> weight = 5.0<kg>))
      "big integer", (fun () -> crossesEqual (pown 7I 90) (fun number -> number % 7I = 0I))
      "exception",
      (fun () ->
          try
              run (fun () -> raise (Lost("in the child", 7)))
              expect "an exception" false
          with Lost(reason, code) -> expect "its fields" (reason = "in the child" && code = 7)) ]

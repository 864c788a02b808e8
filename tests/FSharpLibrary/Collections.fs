/// F#'s collections, and .NET's that hold them.
module FSharpLibrary.Collections

open System.Collections.Generic
open System.Collections.Immutable
open FSharpLibrary.Crossing

type Shelf = { Label: string; Parent: Shelf option; Books: Map<string, int> }

let checks: (string * (unit -> unit)) list =
    [ "map",
      (fun () ->
          crossesEqual (Map [ "a", 1; "b", 2 ]) (fun map ->
              map["b"] = 2 && map.Count = 2 && (map.Add("c", 3)).Count = 3 && Map.tryFind "z" map = None && List.ofSeq map.Keys = [ "a"; "b" ]))
      "empty map", (fun () -> crossesEqual Map.empty<string, int> (fun map -> map.IsEmpty && (map.Add("a", 1))["a"] = 1))
      "big map", (fun () -> crossesEqual (Map(Seq.init 100_000 (fun index -> index, string index))) (fun map -> map.Count = 100_000 && map[77_777] = "77777"))
      "set", (fun () -> crossesEqual (set [ "b"; "a" ]) (fun set -> set.Contains "a" && not (set.Contains "c") && Set.toList set = [ "a"; "b" ]))
      "empty set", (fun () -> crossesEqual Set.empty<int> (fun set -> set.IsEmpty && (set.Add 1).Count = 1))
      "big set", (fun () -> crossesEqual (Set.ofSeq (seq { 1..100_000 })) (fun set -> set.Contains 99_999 && set.Count = 100_000))
      "map of maps", (fun () -> crossesEqual (Map [ 1, Map [ "a", set [ 1.0 ] ]; 2, Map.empty ]) (fun map -> Set.contains 1.0 (map[1]["a"])))
      "map with sets as its keys", (fun () -> crossesEqual (Map [ set [ 1; 2 ], "a"; set [ 3 ], "b"; Set.empty, "c" ]) (fun map -> map[set [ 2; 1 ]] = "a" && map[Set.empty] = "c"))
      "keys that were met before",
      (fun () ->
          let one, two = set [ 1; 2 ], set [ 3; 4 ]
          crossesEqual (one, two, Map [ two, 2; one, 1 ], Set.ofList [ two; one ]) (fun (_, _, map, set) -> map[Set.ofList [ 1; 2 ]] = 1 && set.Contains(Set.ofList [ 3; 4 ])))
      "dictionary with sets as its keys",
      (fun () ->
          let keys = [ set [ 1; 2 ]; set [ 3 ] ]
          crosses (keys, Dictionary(keys |> Seq.map (fun key -> KeyValuePair(key, key.Count)))) (fun (_, dictionary) -> dictionary[set [ 2; 1 ]] = 2 && dictionary[set [ 3 ]] = 1))
      "immutable dictionary with maps as its keys",
      (fun () -> crosses (ImmutableDictionary.Empty.Add(Map [ "a", 1 ], "one")) (fun dictionary -> dictionary[Map [ "a", 1 ]] = "one"))
      "records with maps that refer to each other",
      (fun () ->
          let root = { Label = "root"; Parent = None; Books = Map [ "x", 1 ] }
          let rec nest depth shelf =
              if depth = 0 then shelf
              else nest (depth - 1) { Label = string depth; Parent = Some shelf; Books = shelf.Books.Add(string depth, depth) }
          let rec depth shelf =
              match shelf.Parent with
              | None -> 0
              | Some parent -> 1 + depth parent
          crossesEqual (nest 300 root) (fun shelf -> depth shelf = 300 && shelf.Books.Count = 301 && shelf.Books["x"] = 1))
      "list", (fun () -> crossesEqual [ 1; 2; 3 ] (fun list -> List.sum list = 6))
      "empty list", (fun () -> crossesEqual List.empty<string> List.isEmpty)
      "long list", (fun () -> crosses [ 1..1_000_000 ] (fun list -> List.length list = 1_000_000 && List.last list = 1_000_000))
      "array", (fun () -> crossesEqual [| Some 1; None |] (fun array -> array.Length = 2))
      "array of two dimensions", (fun () -> crossesEqual (Array2D.init 2 3 (fun row column -> row * column)) (fun array -> array[1, 2] = 2))
      "resizable array", (fun () -> crosses (ResizeArray [ "a"; "b" ]) (fun list -> list[1] = "b"))
      "sequence over a list", (fun () -> crosses (Seq.ofList [ 1; 2 ] |> Seq.map (fun number -> number * 2)) (fun numbers -> List.ofSeq numbers = [ 2; 4 ]))
      "sequence expression",
      (fun () ->
          let upTo = 3
          crosses (seq { for number in 1..upTo do yield number * number }) (fun numbers -> List.ofSeq numbers = [ 1; 4; 9 ]))
      "cached sequence", (fun () -> crosses (Seq.cache (seq { 1..3 }) |> List.ofSeq) (fun numbers -> numbers = [ 1; 2; 3 ]))
      "dict", (fun () -> crosses (dict [ "a", 1 ]) (fun dictionary -> dictionary["a"] = 1))
      "read-only dict", (fun () -> crosses (readOnlyDict [ set [ "a" ], 1 ]) (fun dictionary -> dictionary[set [ "a" ]] = 1)) ]

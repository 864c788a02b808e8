/// All checks by their names, for the tests.
module FSharpLibrary.Checks

let private all =
    Map(
        [ "types", Types.checks
          "collections", Collections.checks
          "functions", Functions.checks
          "calls", Calls.checks ]
        |> List.collect (fun (group, checks) -> [ for name, check in checks -> $"{group}: {name}", check ])
    )

let names: string seq = all.Keys

let run (name: string) = all[name] ()

Imports System.Threading
Imports Multiprocessing
Imports Multiprocessing.Python

''' <summary>The library as it is called from Visual Basic. Each check throws where something is not as it should be.</summary>
Public Module Calls
    Private ReadOnly Three As Integer() = {1, 2, 3}

    Public Async Function ProcessesAsync() As Task
        Dim factor = 3
        Expect(42, Await ChildProcess.RunAsync(Function() 6 * 7))
        Expect(6, Await ChildProcess.RunAsync(Function() factor * 2))
        Expect(42, Await ChildProcess.RunAsync(AddressOf Twice, 21))
        Expect(42, Await ChildProcess.RunAsync(Async Function(number As Integer)
                                                   Await Task.Yield()
                                                   Return 2 * number
                                               End Function, 21))
        Expect(42, Await ChildProcess.Start(Function() 42))
        Await ChildProcess.RunAsync(Sub() Console.Write(""))
    End Function

    Public Async Function PoolsAsync() As Task
        Using pool = New ProcessPool(2)
            Dim factor = 3
            Expect(6, Await PoolRunAsync(pool, factor))
            Expect(42, Await pool.RunAsync(AddressOf Twice, 21, CancellationToken.None))
            Expect(42, Await pool.RunAsync(Async Function()
                                               Await Task.Yield()
                                               Return 42
                                           End Function))
            Expect(42, Await pool.RunAsync(Function(token As CancellationToken) If(token.IsCancellationRequested, 0, 42)))
            Await pool.RunAsync(Sub() Console.Write(""))
            Expect(12, (Await pool.MapAsync(Function(number) 2 * number, Three)).Sum())
            Expect(12, (Await pool.MapAsync(AddressOf TwiceAsync, Three)).Sum())
            Await pool.ForEachAsync(Sub(number) Console.Write(""), Three)
            Expect(42, Await pool.WithOptions(New TaskOptions With {.TimeLimit = TimeSpan.FromMinutes(1)}).RunAsync(AddressOf Twice, 21))
            Expect(42, pool.Run(AddressOf Twice, 21))
            Expect(42, pool.Apply(AddressOf Twice, 21))
            Expect(12, (Await pool.MapOutcomesAsync(AddressOf Twice, Three)).Sum(Function(outcome) outcome.Result))
            Expect(12, pool.IMapUnordered(AddressOf Twice, Three).Sum())
        End Using
    End Function

    Public Async Function StatesAsync() As Task
        Using pool = New ProcessPool(Of Integer)(Function() 40)
            Expect(42, Await ReadAsync(pool, pool.State))
        End Using
    End Function

    ' A lambda beside the pool would capture it, too.
    Private Function PoolRunAsync(pool As TaskPool, factor As Integer) As Task(Of Integer)
        Return pool.RunAsync(Function(given) given * 2, factor)
    End Function

    Private Function ReadAsync(pool As TaskPool, state As WorkerState(Of Integer)) As Task(Of Integer)
        Return pool.RunAsync(Function(given) given.Value + 2, state)
    End Function

    Private Function Twice(number As Integer) As Integer
        Return 2 * number
    End Function

    Private Async Function TwiceAsync(number As Integer) As Task(Of Integer)
        Await Task.Yield()
        Return 2 * number
    End Function

    Private Sub Expect(expected As Integer, actual As Integer)
        If expected <> actual Then Throw New InvalidOperationException($"{expected} was expected, and it is {actual}.")
    End Sub
End Module

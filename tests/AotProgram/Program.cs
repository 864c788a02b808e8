using System.Diagnostics.CodeAnalysis;

namespace AotProgram;

/// <summary>
/// What a program that is compiled ahead of time (NativeAOT) can have of the library, and what it is refused: runs all checks, and fails
/// where one does not hold. With the argument "run" it checks what it can have while it is not compiled yet; the folder of that name is
/// left out when it is.
/// </summary>
internal static partial class Program
{
    private static readonly Action[] s_whenCompiled =
    [
        RefusalChecks.The_program_has_no_dynamic_code,
        RefusalChecks.The_librarys_own_serializer_writes_nothing,
        RefusalChecks.The_librarys_own_serializer_reads_nothing,
        RefusalChecks.No_child_starts,
        RefusalChecks.No_child_that_was_made_before_starts,
        RefusalChecks.There_is_no_child_to_wait_for,
        RefusalChecks.What_needs_no_children_works,
        RefusalChecks.Bytes_go_over_sockets_and_values_do_not,
        RefusalChecks.Bytes_go_through_pipes_and_values_do_not,
    ];

    private static readonly Action[] s_always =
    [
        AdapterChecks.A_graph_arrives_whole,
        AdapterChecks.Shared_references_stay_shared,
        AdapterChecks.A_cycle_stays_one,
        AdapterChecks.Derived_types_that_are_named_arrive_whole,
        AdapterChecks.Plain_values_travel,
        AdapterChecks.A_type_without_a_shape_is_refused,
        AdapterChecks.A_derived_type_that_is_not_named_is_refused,
        AdapterChecks.Damaged_bytes_are_told,
    ];

    private static int Main(string[] arguments)
    {
        Action[] checks = [.. s_whenCompiled, .. s_always];
        if (arguments is ["run"]) ChooseThoseOfRun(ref checks);
        var failures = checks.Count(static check => !Holds(check));
        Console.WriteLine(failures == 0 ? $"All {checks.Length} checks hold." : $"{failures} of {checks.Length} checks do not hold.");
        return failures == 0 ? 0 : 1;
    }

    static partial void ChooseThoseOfRun(ref Action[] checks);

    [SuppressMessage("Design", "CA1031", Justification = "A check that fails must not hide the others.")]
    private static bool Holds(Action check)
    {
        try
        {
            check();
            return true;
        }
        catch (Exception exception)
        {
            Console.WriteLine(exception);
            return false;
        }
    }
}

namespace AotProgram;

/// <content>The checks of a program that is not compiled ahead of time yet.</content>
internal static partial class Program
{
    private static readonly Action[] s_whenRun =
    [
        RunChecks.The_program_is_told_that_there_is_no_dynamic_code,
        RunChecks.Children_start,
        RunChecks.Children_have_children,
        RunChecks.Pools_work,
        RunChecks.Values_go_through_pipes_and_queues,
    ];

    static partial void ChooseThoseOfRun(ref Action[] checks) => checks = [.. s_whenRun, .. s_always];
}

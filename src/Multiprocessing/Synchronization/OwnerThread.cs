using Multiprocessing.Memory;

namespace Multiprocessing.Synchronization;

/// <summary>
/// This thread as an owner of recursive locks. .NET gives the ids of threads that have ended to others; these numbers are not used again,
/// in no process of the tree.
/// </summary>
internal static class OwnerThread
{
    [ThreadStatic]
    private static long t_number;

    internal static long Number => t_number != 0 ? t_number : t_number = Arena.Instance.NewOwnerNumber();
}

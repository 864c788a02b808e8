using System.Runtime.InteropServices;

namespace Multiprocessing.Platform;

/// <summary>Error numbers in words, as in "No such file or directory".</summary>
internal static class SystemError
{
    /// <summary>The reason for which the last call failed; to be read right after it.</summary>
    internal static string Last => Describe(Libc.LastError);

    internal static string Describe(int error) => Marshal.GetPInvokeErrorMessage(error);
}

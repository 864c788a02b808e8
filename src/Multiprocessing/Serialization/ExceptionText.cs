namespace Multiprocessing.Serialization;

/// <summary>The texts of an exception, whatever its members throw.</summary>
internal static class ExceptionText
{
    internal static string Message(Exception exception) => Try(static exception => exception.Message, exception) ?? NoText(exception);

    internal static string Whole(Exception exception) => Try(static exception => exception.ToString(), exception) ?? NoText(exception);

    internal static string? StackTrace(Exception exception) => Try(static exception => exception.StackTrace, exception);

    private static string NoText(Exception exception) => $"{exception.GetType().FullName}, whose text could not be had";

    // An exception that cannot even describe itself is still reported.
    private static string? Try(Func<Exception, string?> describe, Exception exception)
    {
        try
        {
            return describe(exception);
        }
        catch (Exception)
        {
            return null;
        }
    }
}

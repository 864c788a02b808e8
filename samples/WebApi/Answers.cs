using Multiprocessing;

namespace WebApi;

/// <summary>What a client is told of a task: its result, or in what way it failed. The service itself is never the worse for it.</summary>
internal static class Answers
{
    internal static async Task<IResult> OfAsync<T>(Task<T> task)
    {
        try
        {
            return Results.Ok(await task);
        }
        catch (ProcessCrashedException crash)
        {
            return Results.Problem(crash.Message, statusCode: StatusCodes.Status500InternalServerError, title: "The work crashed.");
        }
        catch (TimeoutException late)
        {
            return Results.Problem(late.Message, statusCode: StatusCodes.Status504GatewayTimeout, title: "The work took too long.");
        }
        catch (InsufficientMemoryException large)
        {
            return Results.Problem(large.Message, statusCode: StatusCodes.Status507InsufficientStorage, title: "The work needed too much memory.");
        }
    }
}

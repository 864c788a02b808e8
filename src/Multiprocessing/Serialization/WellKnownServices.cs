namespace Multiprocessing.Serialization;

/// <summary>
/// Services that belong to their process and that users know by name, though what keeps them from crossing is a lock or a thread deep
/// within. Found by name, so that their packages are not needed.
/// </summary>
internal static class WellKnownServices
{
    internal sealed record Service(string Name, string Advice);

    /// <summary>Returns the index of the first object that is a service; -1 for none.</summary>
    internal static int FirstOf(object[] way, out Service? service)
    {
        for (var index = 0; index < way.Length; index++)
        {
            service = Find(way[index].GetType());
            if (service is not null) return index;
        }

        service = null;
        return -1;
    }

    private static Service? Find(Type type)
    {
        if (type.IsArray) return null;
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (ByName(current.FullName) is { } service) return service;
        }

        foreach (var contract in type.GetInterfaces())
        {
            if (ByName(contract.FullName) is { } service) return service;
        }

        return null;
    }

    private static Service? ByName(string? name) => name switch
    {
        "Microsoft.Extensions.Logging.ILogger" or "Microsoft.Extensions.Logging.ILoggerFactory"
            => new("a logger", "it writes for its own process; make a logger in the child, or return what is to be logged"),
        "Microsoft.Extensions.Configuration.IConfiguration"
            => new("a configuration", "it watches its sources for its own process; read the values first, and send those"),
        "Microsoft.AspNetCore.Http.HttpContext" or "Microsoft.AspNetCore.Http.HttpRequest" or "Microsoft.AspNetCore.Http.HttpResponse"
            or "Microsoft.AspNetCore.Http.IHttpContextAccessor"
            => new("a part of a request", "a request belongs to the server that answers it; copy what the function needs of it to local " +
                "variables first"),
        "System.Net.Http.IHttpClientFactory"
            => new("a factory of HTTP clients", "their connections belong to their process; create an HttpClient in the child"),
        "Microsoft.EntityFrameworkCore.DbContext"
            => new("a database context", "its connection belongs to its process; send the connection string or the keys, and make the " +
                "context in the child"),
        "System.IServiceProvider" or "Microsoft.Extensions.DependencyInjection.IServiceScope"
            or "Microsoft.Extensions.DependencyInjection.IServiceScopeFactory" or "Microsoft.Extensions.Hosting.IHost"
            => new("a provider of services", "services belong to their process; send the values that the function needs, or make the " +
                "services in the child"),
        _ => null,
    };
}

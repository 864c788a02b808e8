// Classes of packages that these tests do without: the library knows them by name.
#pragma warning disable IDE0130 // The namespace is theirs.
namespace Microsoft.AspNetCore.Http
{
    internal class HttpContext
    {
        internal readonly Lock Gate = new();
    }
}

namespace Microsoft.EntityFrameworkCore
{
    internal class DbContext
    {
        internal readonly Lock Gate = new();
    }
}

using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>What runs a function of the user's, whose result is named by it where it cannot cross.</summary>
internal interface IUserFunction
{
    /// <summary>The function; null where it is not known.</summary>
    MethodInfo? Method { get; }
}

using System.Reflection;

namespace Multiprocessing.Serialization;

/// <summary>Runs a function of the user's; a result that cannot cross is named by it.</summary>
internal interface IUserFunction
{
    /// <summary>The function; null where it is not known.</summary>
    MethodInfo? Method { get; }
}

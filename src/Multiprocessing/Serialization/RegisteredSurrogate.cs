namespace Multiprocessing.Serialization;

/// <summary>How objects of a type of another author are sent.</summary>
internal sealed class RegisteredSurrogate(Type type, Type surrogateType, Delegate toSurrogate, Delegate fromSurrogate)
{
    internal Type Type => type;

    internal Type SurrogateType => surrogateType;

    internal Delegate ToSurrogate => toSurrogate;

    internal Delegate FromSurrogate => fromSurrogate;
}

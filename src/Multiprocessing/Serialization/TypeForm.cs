namespace Multiprocessing.Serialization;

/// <summary>How a type's name is written.</summary>
internal enum TypeForm : byte
{
    Known,
    Defined,
    Generic,
    Vector,
    Array,
}

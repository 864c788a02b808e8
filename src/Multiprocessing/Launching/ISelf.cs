namespace Multiprocessing.Launching;

/// <summary>An object of a class derived from <see cref="ChildProcess"/>, in the process that it describes.</summary>
internal interface ISelf
{
    /// <summary>Makes this object, on which no constructor has run, the child's side.</summary>
    void Adopt(StartupInfo startup);

    /// <summary>Calls the object's function.</summary>
    void Run(Call call);
}

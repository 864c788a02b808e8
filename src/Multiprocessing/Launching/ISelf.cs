namespace Multiprocessing.Launching;

/// <summary>An object of a class derived from <see cref="ChildProcess"/>, in the process that it describes.</summary>
internal interface ISelf
{
    /// <summary>Makes the object, on which no constructor has run, the child's side.</summary>
    void Adopt(StartupInfo startup);

    /// <summary>Calls its function.</summary>
    void Run(Call call);
}

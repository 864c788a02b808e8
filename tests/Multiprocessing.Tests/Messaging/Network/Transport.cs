namespace Multiprocessing.Tests.Messaging.Network;

/// <summary>What a connection goes over.</summary>
public enum Transport
{
    Unix,
    Tcp,
    Tcp6,
    Tls,
}

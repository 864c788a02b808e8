namespace Multiprocessing.Platform;

/// <summary>One of several words that are slept on at once, as the system wants it: <see cref="AddressWait.Entry"/> makes it.</summary>
internal partial struct AddressWaitEntry;

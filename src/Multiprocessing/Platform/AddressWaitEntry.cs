namespace Multiprocessing.Platform;

/// <summary>One of several words to sleep on at once, laid out as the system wants it; made by <see cref="AddressWait.Entry"/>.</summary>
internal partial struct AddressWaitEntry;

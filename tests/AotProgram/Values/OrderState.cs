namespace AotProgram.Values;

internal enum OrderState
{
    Open,
    Paid = 7,
}

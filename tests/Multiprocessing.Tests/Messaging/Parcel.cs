using System.Globalization;

namespace Multiprocessing.Tests.Messaging;

/// <summary>
/// What travels in the kill tests, from hardly anything to a megabyte, sometimes with an array or a connection in it. It tells whether it
/// is whole.
/// </summary>
internal sealed class Parcel : IDisposable
{
    private readonly byte[] _body;
    private readonly SharedArray<int>? _array;
    private readonly Connection? _letter;

    internal Parcel(int producer, int number, int longest)
    {
        (Producer, Number) = (producer, number);
        _body = new byte[Length(number, longest)];
        _body.AsSpan().Fill(Mark);
        if (number % 8 == 3) _array = new SharedArray<int>([producer, number]);
        if (number % 16 == 5)
        {
            (_letter, var sender) = Connection.CreatePipe(duplex: false);
            sender.Send(number);
            sender.Dispose();
        }
    }

    internal int Producer { get; }

    internal int Number { get; }

    private byte Mark => (byte)((Producer * 31) + (Number * 7) + 1);

    internal bool IsWhole()
    {
        if (_body.AsSpan().ContainsAnyExcept(Mark)) return false;
        if (_array is not null && !_array.Span.SequenceEqual([Producer, Number])) return false;
        return _letter is null || _letter.Receive<int>() == Number;
    }

    public void Dispose()
    {
        _array?.Dispose();
        _letter?.Dispose();
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Producer}/{Number}");

    private static int Length(int number, int longest) => (number % 32) switch
    {
        0 => longest,
        7 => longest / 5,
        < 4 => number % 2000,
        _ => number % 100,
    };
}

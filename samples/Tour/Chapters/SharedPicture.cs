using Multiprocessing;

namespace Tour.Chapters;

/// <summary>
/// Two processes paint the halves of one picture, each straight into the memory that all of them see: nothing is sent or copied.
/// </summary>
internal static class SharedPicture
{
    private const int Width = 64;
    private const int Height = 20;
    private const int Darkest = 27;
    private const string Shades = " .:-=+*#%@";

    internal static void Run()
    {
        using var picture = new SharedArray<byte>(Width * Height);
        using var top = ChildProcess.Start(half => Paint(half, 0), picture.Slice(0, picture.Length / 2));
        using var bottom = ChildProcess.Start(half => Paint(half, Height / 2), picture.Slice(picture.Length / 2, picture.Length / 2));
        top.Join();
        bottom.Join();
        for (var row = 0; row < Height; row++)
        {
            var line = picture.AsSpan(row * Width, Width);
            Console.WriteLine(string.Concat(line.ToArray().Select(static shade => Shades[shade * (Shades.Length - 1) / Darkest])));
        }
    }

    private static void Paint(SharedArray<byte> half, int firstRow)
    {
        for (var index = 0; index < half.Length; index++) half[index] = Shade(index % Width, firstRow + (index / Width));
    }

    // How long a point of the Mandelbrot set's neighbourhood stays near.
    private static byte Shade(int column, int row)
    {
        var (x, y) = ((column * 3.0 / Width) - 2.2, (row * 2.4 / Height) - 1.2);
        var (real, imaginary) = (0.0, 0.0);
        byte steps = 0;
        while (steps < Darkest && (real * real) + (imaginary * imaginary) < 4)
        {
            (real, imaginary) = ((real * real) - (imaginary * imaginary) + x, (2 * real * imaginary) + y);
            steps++;
        }

        return steps;
    }
}

using System.Security.Cryptography;

namespace Mailbox.Store;

/// <summary>Bytes that nobody can guess, drawn in larger pieces: asking the system's generator for eight of them takes a microsecond.</summary>
internal static class RandomBytes
{
    private const int Piece = 1024;

    [ThreadStatic]
    private static byte[]? _drawn;

    [ThreadStatic]
    private static int _used;

    /// <summary>Each byte is given out once.</summary>
    /// <param name="bytes">To be filled; no more than a piece.</param>
    public static void Take(Span<byte> bytes)
    {
        if (_drawn is null || _used + bytes.Length > Piece)
        {
            RandomNumberGenerator.Fill(_drawn ??= new byte[Piece]);
            _used = 0;
        }

        _drawn.AsSpan(_used, bytes.Length).CopyTo(bytes);
        _used += bytes.Length;
    }
}

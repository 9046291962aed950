namespace Mailbox.Store;

/// <summary>
/// UUIDv7 (RFC 9562, 5.7) that keep the order in which one process made them, and, to a quarter of a microsecond, several of one machine: the 12 bits
/// behind the millisecond are its fraction (section 6.2, method 3), and count up where that stands still. <c>Guid.CreateVersion7</c> fills them at random.
/// </summary>
internal static class MessageIds
{
    private const int CounterBits = 12;
    private static long _last;

    public static Guid Next(TimeProvider time)
    {
        var utc = time.GetUtcNow();
        var now = (utc.ToUnixTimeMilliseconds() << CounterBits) | ((utc.Ticks % TimeSpan.TicksPerMillisecond << CounterBits) / TimeSpan.TicksPerMillisecond);
        long before, next;
        do
        {
            before = Volatile.Read(ref _last);

            // When the clock stands still or steps back, count on from the last one. A clock set back by hours, as in a test, starts over.
            next = now > before || before - now > (3_600_000L << CounterBits) ? now : before + 1;
        }
        while (Interlocked.CompareExchange(ref _last, next, before) != before);

        Span<byte> bytes = stackalloc byte[16];
        RandomBytes.Take(bytes[8..]);
        var milliseconds = next >> CounterBits;
        for (var i = 0; i < 6; i++)
        {
            bytes[i] = (byte)(milliseconds >> (40 - (8 * i)));
        }

        bytes[6] = (byte)(0x70 | ((next >> 8) & 0x0f));
        bytes[7] = (byte)next;
        bytes[8] = (byte)((bytes[8] & 0x3f) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

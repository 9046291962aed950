namespace Mailbox.Store;

/// <summary>
/// The two clocks of the store: the wall's, for what people say, and the machine's monotonic one, for leases and backoff. All processes of
/// a machine share the latter (CLOCK_MONOTONIC, QueryPerformanceCounter), and no clock step moves it.
/// </summary>
internal readonly record struct StoreClock(long Wall, long Monotonic)
{
    /// <summary>So long after this moment, by the monotonic clock.</summary>
    public long After(TimeSpan time) => Monotonic + (long)time.TotalMilliseconds;

    public static StoreClock Read(TimeProvider time)
    {
        var (ticks, frequency) = (time.GetTimestamp(), time.TimestampFrequency);
        return new StoreClock(time.GetUtcNow().ToUnixTimeMilliseconds(), (ticks / frequency * 1000) + (ticks % frequency * 1000 / frequency));
    }
}

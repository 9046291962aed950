namespace Mailbox;

/// <summary>Waiting for a timer in loops that end when they are told to.</summary>
internal static class TimerTicks
{
    /// <summary>True at the next tick; false when <paramref name="stop"/> says stop.</summary>
    public static async ValueTask<bool> TickAsync(this PeriodicTimer timer, CancellationToken stop)
    {
        try
        {
            return await timer.WaitForNextTickAsync(stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

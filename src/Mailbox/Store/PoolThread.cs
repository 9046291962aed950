namespace Mailbox.Store;

/// <summary>Whether short work may be done here and now, instead of handing it to the pool: on a thread of the pool that nobody's scheduler or user interface waits for.</summary>
internal static class PoolThread
{
    public static bool IsFree => Thread.CurrentThread.IsThreadPoolThread && SynchronizationContext.Current is null && TaskScheduler.Current == TaskScheduler.Default;
}

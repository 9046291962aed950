namespace Mailbox.Delivery;

/// <summary>How long what failed waits before it is tried again.</summary>
internal static class MessageBackoff
{
    public static TimeSpan After(int attempt, MailboxOptions options)
    {
        var delay = options.RetryDelay * Math.Pow(2, Math.Clamp(attempt - 1, 0, 30));
        return delay < options.MaxRetryDelay ? delay : options.MaxRetryDelay;
    }
}

namespace Mailbox;

/// <summary>How one request is made.</summary>
public sealed record RequestOptions
{
    /// <summary>The longest that timers can wait, near enough.</summary>
    internal static readonly TimeSpan LongestWait = TimeSpan.FromDays(49);

    internal static RequestOptions Default { get; } = new();

    /// <summary>How long to wait for the reply, <see cref="System.Threading.Timeout.InfiniteTimeSpan"/> for as long as it takes; at most 49 days; default <see cref="MailboxOptions.RequestTimeout"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>How often a language model whose answer does not match is told what is wrong and asked again; default 2. Agents of Mailbox are asked once.</summary>
    public int MaxCorrections { get; init; } = 2;

    /// <summary>How the request itself is sent.</summary>
    public SendOptions Send { get; init; } = SendOptions.Default;
}

using Polly;

namespace Mailbox.Hosting;

/// <summary>How one agent of a host works.</summary>
public sealed class AgentOptions
{
    /// <summary>What the agent tells about itself; default what <see cref="MailboxOptions.Profile"/> of the host says.</summary>
    public AgentProfile? Profile { get; set; }

    /// <summary>Whether its handler also does tasks of the team's queue with payloads that it takes, as many at a time as <see cref="Concurrency"/>; default false.</summary>
    public bool WorksOnTasks { get; set; }

    /// <summary>How many messages are handled at a time; default 1.</summary>
    public int Concurrency { get; set; } = 1;

    /// <summary>How many messages are claimed ahead; default 16.</summary>
    public int Prefetch { get; set; } = 16;

    /// <summary>How long one try of a handler may take; default as long as it likes. One that takes longer is cancelled, and counts as failed.</summary>
    public TimeSpan? HandlerTimeout { get; set; }

    /// <summary>How often a handler that failed is tried again at once, while the message is held; default 0. Only then is the message rejected, and comes back after a pause.</summary>
    public int HandlerRetries { get; set; }

    /// <summary>The pause before the first of <see cref="HandlerRetries"/>, roughly doubled (with jitter) with each further one; default 200 ms.</summary>
    public TimeSpan HandlerRetryDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Adds to the pipeline in which handlers run, inside retries and around the timeout: a rate limit, a circuit breaker.</summary>
    public Action<ResiliencePipelineBuilder>? ConfigurePipeline { get; set; }

    internal IEnumerable<string> Faults()
    {
        if (Concurrency < 1)
        {
            yield return $"{nameof(Concurrency)} must be at least 1; it is {Concurrency}.";
        }

        if (Prefetch < 1)
        {
            yield return $"{nameof(Prefetch)} must be at least 1; it is {Prefetch}.";
        }

        if (HandlerTimeout is { } timeout && (timeout < TimeSpan.FromMilliseconds(10) || timeout > TimeSpan.FromDays(1)))
        {
            yield return $"{nameof(HandlerTimeout)} must be between 10 ms and one day; it is {timeout}.";
        }

        if (HandlerRetries is < 0 or > 100)
        {
            yield return $"{nameof(HandlerRetries)} must be between 0 and 100; it is {HandlerRetries}.";
        }

        if (HandlerRetryDelay < TimeSpan.Zero || HandlerRetryDelay > TimeSpan.FromDays(1))
        {
            yield return $"{nameof(HandlerRetryDelay)} must be between zero and one day; it is {HandlerRetryDelay}.";
        }
    }
}

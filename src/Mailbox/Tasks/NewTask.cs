namespace Mailbox;

/// <summary>A task to be enqueued. A plain string converts to one.</summary>
public sealed record NewTask
{
    /// <summary>What it is, in a few words; for a payload, its type name unless set.</summary>
    public required string Subject { get; init; }

    /// <summary>What is to be done.</summary>
    public string Description { get; init; } = "";

    /// <summary>What Claude Code shows while it is worked on.</summary>
    public string? ActiveForm { get; init; }

    /// <summary>The payload as JSON whose <c>type</c> names it; <see cref="Of"/> makes it.</summary>
    public string? Payload { get; init; }

    /// <summary>How urgent it is; default <see cref="Priority.Normal"/>. Within one priority the older is claimed first.</summary>
    public Priority Priority { get; init; } = Priority.Normal;

    /// <summary>What an agent must be able to do to claim it: all of these (<see cref="AgentProfile.Capabilities"/>).</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>Before when it is not handed out; unset means at once.</summary>
    public DateTimeOffset? NotBefore { get; init; }

    /// <summary>When it becomes a dead letter if nobody has claimed it; unset means never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>The tasks that must be done before.</summary>
    public IReadOnlyList<string> BlockedBy { get; init; } = [];

    /// <summary>The agent that is to do it; it gets a <see cref="TaskAssignment"/>. Unset, anybody may claim it.</summary>
    public string? Owner { get; init; }

    /// <summary>How often it is tried before it becomes a dead letter; default <see cref="MailboxOptions.MaxAttempts"/>.</summary>
    public int? MaxAttempts { get; init; }

    /// <summary>A task in plain words.</summary>
    public static implicit operator NewTask(string subject) => FromText(subject);

    /// <summary>A task in plain words.</summary>
    public static NewTask FromText(string subject) => new() { Subject = subject };

    /// <summary>A task with a payload, named after its type.</summary>
    /// <typeparam name="T">A record with <see cref="PayloadAttribute"/>.</typeparam>
    /// <exception cref="InvalidOperationException"><typeparamref name="T"/> is no payload.</exception>
    public static NewTask Of<T>(T payload)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(payload);
        var contract = PayloadContract.Of(payload.GetType());
        return new() { Subject = contract.Name, Payload = contract.WriteObject(payload) };
    }
}

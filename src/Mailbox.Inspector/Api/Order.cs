namespace Mailbox.Inspector.Api;

/// <summary>What is to be done to a message of an agent's mailbox.</summary>
internal sealed record Order
{
    public required string Agent { get; init; }

    /// <summary>Of a dead letter: why.</summary>
    public string? Reason { get; init; }
}

namespace Mailbox.Mcp.Results;

/// <summary>Payload types.</summary>
internal sealed record PayloadList
{
    public IReadOnlyList<PayloadItem> Payloads { get; init; } = [];
}

namespace Mailbox.Mcp.Results;

/// <summary>One receipt for each recipient.</summary>
internal sealed record SentList
{
    public IReadOnlyList<SentItem> Receipts { get; init; } = [];

    public static SentList Of(IEnumerable<Receipt> receipts) => new() { Receipts = [.. receipts.Select(SentItem.Of)] };
}

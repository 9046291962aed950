using System.ComponentModel;

namespace Mailbox.Mcp.Results;

/// <summary>Messages.</summary>
internal sealed record MailList
{
    [Description("How many there are; more than are shown when they were limited.")]
    public int Count { get; init; }

    public IReadOnlyList<MailItem> Messages { get; init; } = [];
}

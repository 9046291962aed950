using System.ComponentModel;

namespace Mailbox.Mcp.Results;

/// <summary>What was published, and who has subscribed.</summary>
internal sealed record TopicHistory
{
    public IReadOnlyList<PostItem> Publications { get; init; } = [];

    [Description("As agent: pattern.")]
    public IReadOnlyList<string> Subscriptions { get; init; } = [];
}

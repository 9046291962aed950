namespace Mailbox.Topics;

/// <summary>The header by which a subscriber's copy tells what it was published to.</summary>
internal static class TopicHeaders
{
    public const string Topic = "topic";
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailbox.Topics;

/// <summary><c>topics/subscriptions/&lt;agent&gt;.json</c>: what an agent has subscribed to, and how far it has been served.</summary>
internal sealed record SubscriptionDocument
{
    public int Format { get; init; } = 1;

    public required string Agent { get; init; }

    public required IReadOnlyList<SubscribedPattern> Patterns { get; init; }

    /// <summary>The last publication that was looked at for all of them.</summary>
    [JsonIgnore]
    public long Through => Patterns.Min(static pattern => pattern.Through);

    /// <summary>Whether nothing is left to be looked at, and nothing has been taken back.</summary>
    public bool IsServed(long head) => Patterns.All(pattern => pattern.Through == head);

    /// <summary>What a later version wrote.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

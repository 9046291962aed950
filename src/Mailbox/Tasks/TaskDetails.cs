using System.Text.Json;
using System.Text.Json.Serialization;

namespace Mailbox.Tasks;

/// <summary>What Mailbox keeps about a task, beside what Agent Teams does: the value of <c>metadata.mailbox</c>.</summary>
internal sealed record TaskDetails
{
    public const string Dead = "dead";
    public const string Cancelled = "cancelled";

    /// <summary>Ends that Agent Teams does not know: <c>dead</c>, <c>cancelled</c>.</summary>
    public string? End { get; init; }

    /// <summary>True for a note that was remembered by hand.</summary>
    public bool? Note { get; init; }

    public string? CreatedBy { get; init; }

    public DateTimeOffset? CreatedAt { get; init; }

    public JsonElement? Payload { get; init; }

    public string? Priority { get; init; }

    public IReadOnlyList<string>? Capabilities { get; init; }

    public DateTimeOffset? NotBefore { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    public int? MaxAttempts { get; init; }

    public int? Attempt { get; init; }

    public ClaimRecord? Claim { get; init; }

    public RetryRecord? Retry { get; init; }

    public IReadOnlyList<TaskNote>? Notes { get; init; }

    public IReadOnlyList<FailedAttempt>? Failures { get; init; }

    public string? Result { get; init; }

    public string? Lesson { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>What a later version wrote.</summary>
    [JsonExtensionData]
    public Dictionary<string, JsonElement>? Unknown { get; set; }
}

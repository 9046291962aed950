namespace Mailbox;

/// <summary>A payload that an agent handles.</summary>
/// <param name="Name">Its type name, such as <c>review.request</c>.</param>
/// <param name="Schema">Its JSON Schema (draft 2020-12), as compact JSON.</param>
/// <param name="Description">What it is for, if it says.</param>
/// <param name="Response">The type name of the payload that answers it, <c>string</c> for text; null when it asks for no answer.</param>
public sealed record AgentPayload(string Name, string Schema, string? Description = null, string? Response = null)
{
    /// <summary>What is wrong with a text as this payload, everything at once; empty when nothing is.</summary>
    /// <param name="json">A JSON object, with or without <c>type</c>.</param>
    public IReadOnlyList<PayloadFault> Validate(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return Payloads.JsonSchema.Parse(Schema).Validate(json, Name);
    }
}

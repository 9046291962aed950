using System.Text.Json;
using Mailbox.Mcp.Calls;

namespace Mailbox.Mcp.Tools;

/// <summary>From a tool's arguments to a message: plain text, or a payload that is checked against the schema of whoever handles it.</summary>
internal static class OutgoingPayload
{
    /// <exception cref="CallException">Neither or both were given, nobody handles the type, or the payload does not match.</exception>
    public static async Task<OutgoingMessage> ComposeAsync(AgentMailbox mailbox, string? text, string? payloadType, JsonElement? payload, string? to, CancellationToken cancel)
    {
        payload = payload is { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } ? null : payload;
        if (payloadType is null)
        {
            return payload is not null ? throw new CallException("A payload needs payload_type, the name of its type. describe_payload lists the types that agents handle.")
                : text is null ? throw new CallException("Give text, or payload_type and payload.")
                : OutgoingMessage.FromText(text);
        }

        if (text is not null || payload is not { ValueKind: JsonValueKind.Object } given)
        {
            throw new CallException($"For payload_type '{payloadType}' give payload, a JSON object, and no text.");
        }

        var handled = await FindAsync(mailbox, payloadType, to, cancel).ConfigureAwait(false);
        var json = given.GetRawText();
        var faults = handled.Validate(json);
        return faults.Count == 0
            ? OutgoingMessage.Payload(payloadType, WithoutType(given))
            : throw new CallException($"The payload does not match the schema of '{payloadType}':\n{string.Join('\n', faults.Select(static fault => $"- {fault}"))}\nMend it and call again; describe_payload shows the schema.");
    }

    private static async Task<AgentPayload> FindAsync(AgentMailbox mailbox, string payloadType, string? to, CancellationToken cancel)
    {
        var agents = (await mailbox.FindAgentsAsync(cancel: cancel).ConfigureAwait(false)).Where(static agent => agent.IsAlive).ToList();
        var recipient = to is null ? null : await mailbox.GetAgentAsync(to, cancel).ConfigureAwait(false);
        return (recipient?.Payloads ?? []).Concat(agents.SelectMany(static agent => agent.Payloads)).FirstOrDefault(payload => payload.Name == payloadType)
            ?? throw new CallException($"No agent that is alive handles '{payloadType}'. Handled are: {string.Join(", ", agents.SelectMany(static agent => agent.Payloads).Select(static payload => payload.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).DefaultIfEmpty("none"))}. Send text instead, or wait for one that does.");
    }

    /// <summary>The payload's properties, but for its type name, which is put first again.</summary>
    public static string WithoutType(JsonElement payload)
    {
        var properties = System.Text.Json.Nodes.JsonObject.Create(payload)!;
        properties.Remove("type");
        return properties.ToJsonString(McpJson.Options);
    }
}

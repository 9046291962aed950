using System.ComponentModel;
using System.Text.Json;
using Mailbox.Mcp.Calls;
using Mailbox.Mcp.Mail;
using Mailbox.Mcp.Results;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Tools;

/// <summary>Who one is, and who the others are.</summary>
[McpServerToolType]
internal sealed class AgentTools(McpAgent agent)
{
    [McpServerTool(Name = "register_agent", Title = "Join the team", Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Joins the team under a name, or changes what you tell about yourself. The name is yours while this server runs; mail that waits for it becomes yours.")]
    public async Task<AgentItem> RegisterAsync(
        [Description("Your name: what others send to.")] string name,
        [Description("What you do, in a sentence or two.")] string? description = null,
        [Description("What you can do, as short words others can look for, such as review.")] string[]? capabilities = null,
        [Description("visible (default), hidden (reachable by name, not listed) or ghost (neither).")] AgentVisibility visibility = AgentVisibility.Visible,
        [Description("Whatever else others should know.")] Dictionary<string, string>? metadata = null,
        CancellationToken cancel = default)
    {
        var profile = new AgentProfile { Description = description, Capabilities = capabilities ?? [], Visibility = visibility, Metadata = metadata ?? [] };
        var mailbox = await agent.RegisterAsync(name, profile, cancel).ConfigureAwait(false);
        return AgentItem.Of((await mailbox.GetAgentAsync(name, cancel).ConfigureAwait(false))!);
    }

    [McpServerTool(Name = "deregister_agent", Title = "Leave the team", Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Leaves the team. What you hold goes back, your mail stays, and is there when you register again.")]
    public async Task<Done> DeregisterAsync(CancellationToken cancel = default) =>
        Done.With(await agent.DeregisterAsync(cancel).ConfigureAwait(false) ? "You have left the team." : "You were in no team.");

    [McpServerTool(Name = "heartbeat", Title = "Say what you are doing", Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Says what you are doing. The server gives signs of life by itself; call this only to show a status, which stays until you change it.")]
    public async Task<AgentItem> HeartbeatAsync(
        [Description("active, idle or busy; leave it out to have it told from what you hold.")] AgentStatus? status = null, CancellationToken cancel = default)
    {
        if (status == AgentStatus.Offline)
        {
            throw new CallException("Nobody who calls is offline. To leave, call deregister_agent.");
        }

        await agent.Mailbox.SetStatusAsync(status, cancel).ConfigureAwait(false);
        return AgentItem.Of((await agent.Mailbox.GetAgentAsync(agent.Mailbox.Name, cancel).ConfigureAwait(false))!);
    }

    [McpServerTool(Name = "find_agents", Title = "Find agents", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The agents of the team: Mailbox agents, MCP agents, and leads and teammates of Claude Code. Without arguments, all that are listed.")]
    public async Task<AgentList> FindAsync(
        [Description("Capabilities that it must all have.")] string[]? all_of = null,
        [Description("Capabilities of which it must have one.")] string[]? any_of = null,
        [Description("The type name of a payload that it must handle.")] string? payload = null,
        [Description("Any of active, idle, busy, offline.")] AgentStatus[]? statuses = null,
        [Description("A pattern for its name, with * and ?.")] string? name = null,
        CancellationToken cancel = default) => new()
        {
            Agents = [.. (await agent.Mailbox.FindAgentsAsync(new AgentQuery { AllOf = all_of ?? [], AnyOf = any_of ?? [], Payload = payload, Statuses = statuses ?? [], Name = name }, cancel).ConfigureAwait(false)).Select(AgentItem.Of)],
        };

    [McpServerTool(Name = "describe_payload", Title = "Payload types and their schemas", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The payload types that live agents handle; with a name, that one with its JSON Schema. Send one with send_message or send_request: payload_type and payload.")]
    public async Task<PayloadList> DescribeAsync([Description("The type's name; leave it out to list all, without schemas.")] string? name = null, CancellationToken cancel = default)
    {
        var agents = (await agent.Mailbox.FindAgentsAsync(cancel: cancel).ConfigureAwait(false)).Where(static one => one.IsAlive);
        var types = agents.SelectMany(static one => one.Payloads.Select(payload => (Agent: one.Name, Payload: payload)))
            .Where(handled => name is null || handled.Payload.Name == name)
            .GroupBy(static handled => handled.Payload.Name, StringComparer.Ordinal)
            .OrderBy(static type => type.Key, StringComparer.Ordinal);
        return new PayloadList
        {
            Payloads = [.. types.Select(type => new PayloadItem
            {
                Name = VisibleText.Line(type.Key),
                Description = type.First().Payload.Description is { } about ? FencedText.Of("description", type.First().Agent, $"of payload {type.Key}", about) : null,
                HandledBy = [.. type.Select(static handled => VisibleText.Line(handled.Agent))],
                Response = type.First().Payload.Response is { } response ? VisibleText.Line(response) : null,
                Schema = name is null ? null : JsonSerializer.SerializeToElement(VisibleText.Of(System.Text.Json.Nodes.JsonNode.Parse(type.First().Payload.Schema))),
            })],
        };
    }
}

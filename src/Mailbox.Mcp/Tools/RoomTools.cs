using System.ComponentModel;
using System.Text.Json;
using Mailbox.Mcp.Calls;
using Mailbox.Mcp.Results;
using ModelContextProtocol.Server;

namespace Mailbox.Mcp.Tools;

/// <summary>Rooms.</summary>
[McpServerToolType]
internal sealed class RoomTools(McpAgent agent)
{
    [McpServerTool(Name = "room_list", Title = "Rooms", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("The rooms you may know of: public and private ones, and secret ones you are in or invited to.")]
    public async Task<RoomItems> ListAsync(CancellationToken cancel = default) => new() { Rooms = [.. (await agent.Mailbox.Rooms.ListAsync(cancel).ConfigureAwait(false)).Select(RoomItem.Of)] };

    [McpServerTool(Name = "room_create", Title = "Make a room", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Makes a room; you are its first member.")]
    public async Task<RoomItem> CreateAsync(
        [Description("Its name.")] string name,
        [Description("What it is for.")] string? description = null,
        [Description("public (anyone joins and reads), private (listed, by invitation) or secret (not listed, by invitation).")] RoomVisibility visibility = RoomVisibility.Public,
        [Description("Agents to invite.")] string[]? invite = null,
        CancellationToken cancel = default)
    {
        var rooms = agent.Mailbox.Rooms;
        if ((await rooms.ListAsync(cancel).ConfigureAwait(false)).Any(room => room.Name == name))
        {
            throw new CallException($"There is a room '{Mail.VisibleText.Line(name)}' already. Join it with room_join, or choose another name.");
        }

        var room = await rooms.CreateAsync(name, new RoomOptions { Description = description, Visibility = visibility, Invited = invite ?? [] }, cancel).ConfigureAwait(false);
        return RoomItem.Of(await room.GetInfoAsync(cancel).ConfigureAwait(false));
    }

    [McpServerTool(Name = "room_join", Title = "Join a room", Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Joins a room: its posts come as messages from now on.")]
    public async Task<RoomItem> JoinAsync([Description("The room.")] string name, CancellationToken cancel = default)
    {
        var room = await agent.Mailbox.Rooms.JoinAsync(name, cancel).ConfigureAwait(false);
        return RoomItem.Of(await room.GetInfoAsync(cancel).ConfigureAwait(false));
    }

    [McpServerTool(Name = "room_leave", Title = "Leave a room", Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Leaves a room: its posts come to you no more.")]
    public async Task<Done> LeaveAsync([Description("The room.")] string name, CancellationToken cancel = default)
    {
        await (await agent.Mailbox.Rooms.GetAsync(name, cancel).ConfigureAwait(false)).LeaveAsync(cancel).ConfigureAwait(false);
        return Done.With("You are no member any more.");
    }

    [McpServerTool(Name = "room_invite", Title = "Invite to a room", Destructive = false, Idempotent = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("Lets agents join a room you are in. They are not told: write to them.")]
    public async Task<RoomItem> InviteAsync([Description("The room.")] string name, [Description("The agents.")] string[] agents, CancellationToken cancel = default)
    {
        var room = await agent.Mailbox.Rooms.GetAsync(name, cancel).ConfigureAwait(false);
        await room.InviteAsync(agents, cancel).ConfigureAwait(false);
        return RoomItem.Of(await room.GetInfoAsync(cancel).ConfigureAwait(false));
    }

    [McpServerTool(Name = "room_post", Title = "Post in a room", Destructive = false, OpenWorld = false, UseStructuredContent = true)]
    [Description("Posts in a room you are in; every member gets it. Give text, or payload_type and payload.")]
    public async Task<PostItem> PostAsync(
        [Description("The room.")] string name,
        [Description("Plain text.")] string? text = null,
        [Description("The type name of a payload (describe_payload).")] string? payload_type = null,
        [Description("The payload, a JSON object that matches its schema.")] JsonElement? payload = null,
        CancellationToken cancel = default)
    {
        var mailbox = agent.Mailbox;
        var message = await OutgoingPayload.ComposeAsync(mailbox, text, payload_type, payload, to: null, cancel).ConfigureAwait(false);
        var post = await (await mailbox.Rooms.GetAsync(name, cancel).ConfigureAwait(false)).PostAsync(message, cancel).ConfigureAwait(false);
        return PostItem.Of(post.Number, post.Message);
    }

    [McpServerTool(Name = "room_read", Title = "Read a room", ReadOnly = true, OpenWorld = false, UseStructuredContent = true)]
    [Description("A room's members and posts in order: the last ones, or those next to a number.")]
    public async Task<RoomHistory> ReadAsync(
        [Description("The room.")] string name,
        [Description("Only posts with a greater number.")] long? after = null,
        [Description("Only posts with a smaller number.")] long? before = null,
        [Description("How many posts at the most, 1 to 100.")] int limit = 20,
        [Description("True: also who has read each post.")] bool read_by = false,
        CancellationToken cancel = default)
    {
        var room = await agent.Mailbox.Rooms.GetAsync(name, cancel).ConfigureAwait(false);
        List<PostItem> posts = [];
        foreach (var post in await room.HistoryAsync(after, before, Math.Clamp(limit, 1, 100), cancel).ConfigureAwait(false))
        {
            var readers = read_by ? (await room.ReadByAsync(post.Number, cancel).ConfigureAwait(false)).Select(static reader => Mail.VisibleText.Line(reader.Agent)).ToList() : null;
            posts.Add(PostItem.Of(post.Number, post.Message) with { ReadBy = readers });
        }

        return new RoomHistory
        {
            Room = RoomItem.Of(await room.GetInfoAsync(cancel).ConfigureAwait(false)),
            Members = [.. (await room.MembersAsync(cancel).ConfigureAwait(false)).Select(AgentItem.Of)],
            Posts = posts,
        };
    }
}

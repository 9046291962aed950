using System.Collections.ObjectModel;
using Mailbox.Teams;

namespace Mailbox.Agents;

/// <summary>Who there is: the agents that have cards, and the members of the team's config that have none.</summary>
internal sealed class AgentDirectory(AgentCards cards, CurrentTeam team, TimeProvider time)
{
    public const string CSharp = "csharp";
    private const string ClaudeCode = "claude-code";
    private readonly Liveness _liveness = new(time);

    public AgentCards Cards => cards;

    /// <summary>Everybody that has not left, whatever their visibility.</summary>
    public IReadOnlyList<AgentInfo> All()
    {
        var info = team.Info;
        var members = info?.Members.DistinctBy(static member => member.Name, StringComparer.Ordinal).ToDictionary(static member => member.Name, StringComparer.Ordinal) ?? [];
        List<AgentInfo> found = [];
        foreach (var card in cards.All())
        {
            // A Claude teammate may have taken a name that an agent of ours had: the config says whose it is now.
            var isForeign = members.Remove(card.Name, out var member) && !member.IsMailbox;
            if (isForeign)
            {
                found.Add(Foreign(member!, info!, card));
            }
            else if (card.Left is not true)
            {
                found.Add(Describe(card));
            }
        }

        found.AddRange(members.Values.Select(member => Foreign(member, info!, card: null)));
        return [.. found.OrderBy(static agent => agent.Name, StringComparer.Ordinal)];
    }

    public AgentInfo? Find(string name)
    {
        var info = team.Info;
        var card = cards.TryRead(name) is { } read && read.Name == name ? read : null;
        return info?.Members.FirstOrDefault(member => member.Name == name) is { IsMailbox: false } member ? Foreign(member, info, card)
            : card is null or { Left: true } ? null
            : Describe(card);
    }

    /// <summary>Whether others may know that an agent is there.</summary>
    public bool IsGhost(string name) => VisibilityOf(name) == AgentVisibility.Ghost;

    public bool IsVisible(string name) => VisibilityOf(name) == AgentVisibility.Visible;

    /// <summary>The sessions of an agent that live.</summary>
    public IReadOnlyList<CardSession> LiveSessions(CardDocument card) => [.. (card.Sessions ?? []).Where(_liveness.IsAlive)];

    /// <summary>Whether one session of an agent still lives: it has neither ended, nor fallen silent, nor closed.</summary>
    public bool IsAlive(string agent, string session) =>
        cards.TryRead(agent)?.Sessions?.FirstOrDefault(one => one.Id == session) is { } found && _liveness.IsAlive(found);

    public static T Parse<T>(string? text)
        where T : struct, Enum => Enum.TryParse<T>(text, ignoreCase: true, out var value) && Enum.IsDefined(value) ? value : default;

    private AgentVisibility VisibilityOf(string name) => Parse<AgentVisibility>(cards.TryRead(name)?.Visibility);

    private AgentInfo Describe(CardDocument card)
    {
        var live = LiveSessions(card);
        var statuses = live.Select(static session => Parse<AgentStatus>(session.Status)).ToList();
        return new AgentInfo
        {
            Name = card.Name,
            Description = card.Description,
            Capabilities = card.Capabilities ?? [],
            Payloads = [.. (card.Payloads ?? []).Select(static payload => new AgentPayload(payload.Name, payload.Schema.GetRawText(), payload.Description, payload.Response))],
            Harness = card.Harness ?? CSharp,
            Device = card.Device,
            Process = live.MaxBy(static session => session.Beat)?.Process,
            Processes = live.Select(static session => session.Process).Distinct(StringComparer.Ordinal).Count(),
            // Of several processes the one that can do most for whoever asks.
            Status = statuses.Count == 0 ? AgentStatus.Offline : statuses.Contains(AgentStatus.Idle) ? AgentStatus.Idle : statuses.Min(),
            LastSeen = card.LastSeen,
            Visibility = Parse<AgentVisibility>(card.Visibility),
            Metadata = card.Metadata ?? ReadOnlyDictionary<string, string>.Empty,
            IsMailbox = true,
        };
    }

    /// <summary>A member that reads its mail through Claude Code. Of its own life nothing is written; it lives while its lead does.</summary>
    private static AgentInfo Foreign(TeamMember member, TeamInfo info, CardDocument? card) => member.IsMailbox
        ? new AgentInfo { Name = member.Name, Harness = CSharp, Status = AgentStatus.Offline, IsMailbox = true }
        : new AgentInfo
        {
            Name = member.Name,
            Description = card?.Description ?? member.AgentType,
            Capabilities = card?.Capabilities ?? [],
            Harness = ClaudeCode,
            Status = info.Lead == LeadState.Gone ? AgentStatus.Offline : AgentStatus.Active,
            LastSeen = member.JoinedAt,
            Metadata = member.Model is { } model ? new Dictionary<string, string>(StringComparer.Ordinal) { ["model"] = model } : ReadOnlyDictionary<string, string>.Empty,
        };
}

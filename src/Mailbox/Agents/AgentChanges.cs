using System.Collections.Frozen;

namespace Mailbox.Agents;

/// <summary>What differs between two looks at the agents.</summary>
internal static class AgentChanges
{
    public static IEnumerable<AgentChange> Between(IReadOnlyList<AgentInfo> before, IReadOnlyList<AgentInfo> now)
    {
        var known = before.ToFrozenDictionary(static agent => agent.Name, StringComparer.Ordinal);
        foreach (var agent in now)
        {
            if (!known.TryGetValue(agent.Name, out var old))
            {
                yield return new AgentChange(AgentChangeKind.Joined, agent, Before: null);
                continue;
            }

            if (old.Status != agent.Status)
            {
                yield return new AgentChange(AgentChangeKind.Status, agent, old.Status);
            }

            if (TellsSomethingElse(old, agent))
            {
                yield return new AgentChange(AgentChangeKind.Updated, agent, old.Status);
            }
        }

        foreach (var gone in before.Where(agent => now.All(other => other.Name != agent.Name)))
        {
            yield return new AgentChange(AgentChangeKind.Left, gone, gone.Status);
        }
    }

    private static bool TellsSomethingElse(AgentInfo old, AgentInfo now) =>
        old.Description != now.Description || old.Harness != now.Harness || old.Visibility != now.Visibility
        || !old.Capabilities.SequenceEqual(now.Capabilities, StringComparer.Ordinal)
        || !old.Payloads.SequenceEqual(now.Payloads)
        || !old.Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal).SequenceEqual(now.Metadata.OrderBy(static pair => pair.Key, StringComparer.Ordinal));
}

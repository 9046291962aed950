using System.Collections.Concurrent;

namespace Mailbox.Hosting;

/// <summary>The mailboxes of the host's agents.</summary>
public sealed class MailboxAgents
{
    private readonly ConcurrentDictionary<string, AgentState> _agents = new(StringComparer.Ordinal);

    internal MailboxAgents(IEnumerable<AgentRegistration> registrations)
    {
        foreach (var registration in registrations)
        {
            _agents[registration.Name] = new AgentState();
        }
    }

    internal IEnumerable<KeyValuePair<string, AgentState>> All => _agents;

    /// <summary>An agent's mailbox, as soon as it has joined its team.</summary>
    /// <param name="name">An agent that was added to this host.</param>
    /// <param name="cancel">Stops waiting.</param>
    /// <exception cref="ArgumentException">There is no such agent.</exception>
    public async ValueTask<AgentMailbox> GetAsync(string name, CancellationToken cancel = default) => await Find(name).Joined.WaitAsync(cancel).ConfigureAwait(false);

    internal AgentState Find(string name) => _agents.TryGetValue(name, out var state)
        ? state
        : throw new ArgumentException($"This host has no agent '{name}'; it has {string.Join(", ", _agents.Keys.Order(StringComparer.Ordinal).Select(static one => $"'{one}'"))}. Add it with AddMailbox().AddAgent(\"{name}\").", nameof(name));
}

namespace Mailbox;

/// <summary>A message was addressed to whoever fits, and nobody does. Nothing was sent.</summary>
public sealed class NoRecipientException : MailboxException
{
    internal NoRecipientException(Recipients wanted, IReadOnlyList<AgentInfo> agents)
        : base($"No agent that is alive fits: {wanted}. "
            + (agents.Count == 0 ? "There is no other agent." : $"Agents: {string.Join(", ", agents.Take(20).Select(Describe))}{(agents.Count > 20 ? ", …" : "")}.")
            + " Start one that fits, or name a recipient: mail for an agent that is offline waits for it.")
        => Wanted = wanted;

    /// <summary>Whom it was addressed to.</summary>
    public Recipients Wanted { get; }

    private static string Describe(AgentInfo agent) =>
        $"{agent.Name} ({agent.Status.ToString().ToLowerInvariant()}{(agent.Capabilities.Count == 0 ? "" : $"; {string.Join(", ", agent.Capabilities)}")})";
}

namespace Mailbox.Hosting;

/// <summary>An agent that was added to a host.</summary>
internal sealed record AgentRegistration(string Name, Type? Handler);

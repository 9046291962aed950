namespace Mailbox;

/// <summary>A durable subscription of an agent.</summary>
/// <param name="Agent">The agent.</param>
/// <param name="Pattern">The pattern of topics: <c>*</c> stands for one word, <c>**</c> for any number.</param>
/// <param name="Since">When it subscribed.</param>
public sealed record Subscription(string Agent, string Pattern, DateTimeOffset Since);

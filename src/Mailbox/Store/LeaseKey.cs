namespace Mailbox.Store;

/// <summary>One claim on one message: valid while the token is the message's current one and its time has not run out.</summary>
internal readonly record struct LeaseKey(string Agent, Guid Id, long Token);

namespace Mailbox.Teams;

/// <summary>One element of an inbox or message file: a message, or the reason why it is none.</summary>
internal readonly record struct Entry(Message? Message, bool IsRead, bool HasOwnIdentity, string? Problem, string Sender);

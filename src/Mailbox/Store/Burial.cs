namespace Mailbox.Store;

/// <summary>A message that the index has made a dead letter, whose file is yet to be written from the entry it was.</summary>
internal sealed record Burial(string AgentKey, Guid Id, string FileName, int Position, DeadLetterNote Note);

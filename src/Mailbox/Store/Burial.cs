namespace Mailbox.Store;

/// <summary>A message that the index has made a dead letter, whose file is yet to be written.</summary>
internal sealed record Burial(string AgentKey, Guid Id, string FileName, int Position, DeadLetterNote Note, FileMove? Move);

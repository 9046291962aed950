namespace Mailbox.Store.Index;

/// <summary>What of a task that has ended is searched.</summary>
internal sealed record TaskText(string Subject, string Description, string Result, string Notes);

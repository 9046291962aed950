namespace Mailbox.Store.Index;

/// <summary>A claimed message's row: where its entry lies, and its lease.</summary>
internal readonly record struct ClaimedRow(Guid Id, string FileName, int Position, int Attempt, long Token, int Priority, long Sequence);

namespace Mailbox;

/// <summary>What house-keeping removed, or would have removed.</summary>
/// <param name="Done">Files of acknowledged messages.</param>
/// <param name="Sent">Copies of messages that went to inboxes that are not ours.</param>
/// <param name="Temporary">Leftovers of processes that died while writing.</param>
/// <param name="Posts">Posts of rooms.</param>
/// <param name="Publications">What was published to topics.</param>
/// <param name="Tasks">Tasks that had ended.</param>
public sealed record CleanReport(int Done, int Sent, int Temporary, int Posts = 0, int Publications = 0, int Tasks = 0);

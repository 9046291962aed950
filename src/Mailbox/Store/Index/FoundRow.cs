namespace Mailbox.Store.Index;

/// <summary>A message's row, as searches return it: what only the index knows, and where the message lies.</summary>
internal sealed record FoundRow(
    string AgentKey, Guid Id, Box Box, string FileName, int Position, MessageState State, int Attempt, string? Owner, string? Reason, bool IsLate, DateTimeOffset ChangedAt)
{
    public const string Columns =
        "messages.agent, messages.id, files.box, files.name, messages.position, messages.state, messages.attempt, messages.owner, "
        + "coalesce(messages.reason, (SELECT attempts.reason FROM attempts WHERE attempts.id = messages.id AND attempts.agent = messages.agent ORDER BY attempts.rowid DESC LIMIT 1)), "
        + "messages.late, messages.changed_at";

    public static FoundRow Read(IndexRow row) => new(
        row.Text(0), row.Id(1), (Box)row.Int(2), row.Text(3), row.Int(4), (MessageState)row.Int(5),
        row.Int(6), row.TextOrNull(7), row.TextOrNull(8), row.Int(9) == 1, row.Time(10));
}

namespace Mailbox.Inspector.Api;

/// <summary>A part of what was found.</summary>
/// <param name="Total">How many there are in all.</param>
/// <param name="Rows">The part.</param>
internal sealed record MessagePage(int Total, IReadOnlyList<MessageRow> Rows);

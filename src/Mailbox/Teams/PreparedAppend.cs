using Mailbox.Json;

namespace Mailbox.Teams;

/// <summary>An inbox with entries added, under a temporary name.</summary>
/// <param name="Temporary">Its path.</param>
/// <param name="Known">What it was copied from, unread; null when it was read.</param>
/// <param name="Before">What was read; null when nothing was there, or it was not read.</param>
/// <param name="After">What will be known of it once it has its name; null when nothing worth knowing.</param>
internal sealed record PreparedAppend(string Temporary, InboxEnd? Known, InboxSnapshot? Before, InboxEnd? After);

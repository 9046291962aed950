using Mailbox.Files;
using Mailbox.Json;

namespace Mailbox.Teams;

/// <summary>Where an inbox ends that we wrote to, as long as it is what we wrote: then there is no need to read it in order to add to it.</summary>
/// <param name="Identity">The file's, with a modification time of ours: nobody has written to it while it is the same.</param>
/// <param name="End">Where its array ends. What lies there last is from us, and not marked as read.</param>
internal sealed record InboxEnd(FileIdentity Identity, ArrayEnd End);

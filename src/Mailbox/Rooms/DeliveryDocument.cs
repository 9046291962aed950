namespace Mailbox.Rooms;

/// <summary><c>rooms/&lt;room&gt;/delivered.json</c>: how far the posts have gone out to the members.</summary>
/// <param name="Through">Every post up to this one has been delivered, but for what is owed.</param>
/// <param name="Owed">Copies that could not be delivered yet.</param>
/// <param name="Begun">Up to which post members of Claude Code are being sent theirs. Their inboxes do not know a copy by its id, so if whoever does it dies on the way it must be looked up what they have.</param>
internal sealed record DeliveryDocument(long Through, IReadOnlyList<OwedCopy> Owed, long? Begun = null);

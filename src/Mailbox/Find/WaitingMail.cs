namespace Mailbox;

/// <summary>What waits in a mailbox.</summary>
/// <param name="Count">How many messages could be claimed now.</param>
/// <param name="First">The first of them, in the order in which they would be handed out.</param>
public sealed record WaitingMail(int Count, IReadOnlyList<StoredMessage> First);

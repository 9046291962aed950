namespace Mailbox.Delivery;

/// <summary>A message that is about to be sent, and its entry.</summary>
internal sealed record Draft(Message Message, byte[] Entry);

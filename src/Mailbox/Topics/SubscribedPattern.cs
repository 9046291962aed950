namespace Mailbox.Topics;

/// <summary>A pattern an agent has subscribed to.</summary>
/// <param name="Pattern">The pattern.</param>
/// <param name="After">The last publication before it subscribed: later ones are delivered.</param>
/// <param name="At">When it subscribed.</param>
/// <param name="Through">The last publication that was looked at for it.</param>
internal sealed record SubscribedPattern(string Pattern, long After, DateTimeOffset At, long Through);

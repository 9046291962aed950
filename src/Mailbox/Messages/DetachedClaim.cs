namespace Mailbox;

/// <summary>A message that was claimed for longer than the process that claimed it: by a person at a terminal, or a script.</summary>
/// <param name="Message">The message.</param>
/// <param name="Attempt">Which attempt this is, from 1.</param>
/// <param name="FencingToken">By this and the message's id the claim is taken up again, from any process.</param>
public sealed record DetachedClaim(Message Message, int Attempt, long FencingToken);

namespace Mailbox;

/// <summary>A member that has read a post: it acknowledged its copy, or, for a member of Claude Code, took it out of its inbox.</summary>
/// <param name="Agent">The member.</param>
/// <param name="At">When.</param>
public sealed record RoomReader(string Agent, DateTimeOffset At);

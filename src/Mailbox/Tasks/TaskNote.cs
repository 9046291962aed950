namespace Mailbox;

/// <summary>Something an agent wrote on a task while it worked.</summary>
/// <param name="By">The agent.</param>
/// <param name="At">When.</param>
/// <param name="Text">What it wrote.</param>
public sealed record TaskNote(string By, DateTimeOffset At, string Text);

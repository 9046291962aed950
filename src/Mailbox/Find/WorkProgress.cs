namespace Mailbox;

/// <summary>How far a long piece of work has come.</summary>
/// <param name="Done">How much is done, in files, agents or whatever is gone through.</param>
/// <param name="Total">Of how much; a good guess while others write.</param>
public readonly record struct WorkProgress(int Done, int Total);

namespace Mailbox.Store.Index;

/// <summary>What the index keeps about a task.</summary>
/// <param name="List">The list it is in.</param>
/// <param name="Id">Its id.</param>
/// <param name="Stamp">Its file as it was read.</param>
/// <param name="State">0 while it is neither claimed nor ended, else a <see cref="TaskState"/>.</param>
/// <param name="Priority">How urgent it is.</param>
/// <param name="Type">The payload's type name.</param>
/// <param name="Owner">Who has it, or is meant to.</param>
/// <param name="Session">The open mailbox that claimed it.</param>
/// <param name="Needs">The capabilities it needs, one to a line.</param>
/// <param name="NotBefore">Wall clock.</param>
/// <param name="Due">Monotonic clock.</param>
/// <param name="Deadline">Wall clock.</param>
/// <param name="IsNote">Whether it is a note and was never a task.</param>
/// <param name="ChangedAt">When its file was written.</param>
internal sealed record TaskRow(
    string List, long Id, string Stamp, int State, int Priority, string? Type, string? Owner, string? Session, string Needs,
    long? NotBefore, long? Due, long? Deadline, bool IsNote, long ChangedAt);

namespace Mailbox.Agents;

/// <summary>One mailbox that is open under an agent's name.</summary>
/// <param name="Id">Tells it from others of the same process.</param>
/// <param name="Process">As <c>PID:START@SPACE</c>.</param>
/// <param name="Boot">The run of the machine in which <paramref name="Beat"/> counts.</param>
/// <param name="Status">What it does.</param>
/// <param name="Since">When it was opened.</param>
/// <param name="Beat">Its last sign of life, in milliseconds of the machine's monotonic clock.</param>
/// <param name="Every">How many milliseconds after it the next one is due.</param>
/// <param name="Alone">Whether it does not share the name with other processes.</param>
internal sealed record CardSession(string Id, string Process, string Boot, string Status, DateTimeOffset Since, long Beat, long Every, bool Alone = false);

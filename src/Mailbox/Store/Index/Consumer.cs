namespace Mailbox.Store.Index;

/// <summary>Who takes mail out of an inbox: a store, of which a process can have several.</summary>
/// <param name="Process">The process.</param>
/// <param name="Journal">The name of its journal; no other consumer has the same.</param>
internal readonly record struct Consumer(string Process, string Journal);

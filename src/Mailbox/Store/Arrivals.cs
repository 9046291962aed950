using Mailbox.Store.Index;
using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>What the transaction that brought files in has also done.</summary>
/// <param name="Replies">Replies that were settled for those who wait for them, and what becomes of their files.</param>
/// <param name="Claimed">Messages that were claimed for who waits.</param>
/// <param name="Burials">Messages that turned out to be dead.</param>
internal sealed record Arrivals(List<(Message Reply, FileMove? Move)> Replies, List<ClaimedRow> Claimed, List<Burial> Burials);

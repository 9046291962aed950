using Mailbox.Store.Index;
using Mailbox.Store.Spool;

namespace Mailbox.Store;

/// <summary>What the transaction that brought files in has also done.</summary>
/// <param name="Moves">What becomes of the files of the replies that were given to those who waited for them.</param>
/// <param name="Claimed">Messages that were claimed for who waits.</param>
/// <param name="Burials">Messages that turned out to be dead.</param>
internal sealed record Arrivals(List<FileMove?> Moves, List<ClaimedRow> Claimed, List<Burial> Burials);

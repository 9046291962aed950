using Mailbox.Store.Index;

namespace Mailbox.Store;

/// <summary>What the transaction that brought files in has also done.</summary>
/// <param name="Moves">What becomes of the files of the replies that were given to those who waited for them.</param>
/// <param name="Claim">What was claimed for who waits; null when nobody did.</param>
internal sealed record Arrivals(List<FileMove?> Moves, ClaimResult? Claim);

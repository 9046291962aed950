namespace Mailbox.Store.Fresh;

/// <summary>What the index says of files that are not in it.</summary>
internal enum Standing
{
    /// <summary>Nothing comes before them.</summary>
    Next,

    /// <summary>Something else waits, and comes first.</summary>
    Later,

    /// <summary>The index must say: something of them is known already, or less urgent mail waits there.</summary>
    Known,
}

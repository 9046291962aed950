using Mailbox.Store.Index;

namespace Mailbox.Store.Fresh;

/// <summary>A file as it was in memory when it was written to the index: for each message, what the index is to say of it, and null while it waits.</summary>
internal sealed record FreshState(FreshFile File, ClaimedState?[] Messages)
{
    /// <summary>Which claims and acknowledgements hold; the others have been overtaken by what the index knew.</summary>
    public bool[] Holds { get; } = new bool[Messages.Length];

    /// <summary>What becomes of the file.</summary>
    public FileMove? Move { get; set; }
}

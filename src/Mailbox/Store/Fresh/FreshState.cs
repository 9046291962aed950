using Mailbox.Store.Index;

namespace Mailbox.Store.Fresh;

/// <summary>A file as it was in memory when it was written to the index: for each message, what the index is to say of it, and null while it waits.</summary>
internal sealed record FreshState(FreshFile File, ClaimedState?[] Messages)
{
    /// <summary>Which claims and acknowledgements hold; the others have been overtaken by what the index knew.</summary>
    public bool[] Holds { get; } = new bool[Messages.Length];

    /// <summary>What becomes of the file.</summary>
    public FileMove? Move { get; set; }

    /// <summary>Tells who waits, after the commit. Answers the messages that were acknowledged while they were being written as claimed: about those the index must be asked.</summary>
    public List<FreshMessage> Tell(MailboxException? problem)
    {
        List<FreshMessage> late = [];
        for (var i = 0; i < Messages.Length; i++)
        {
            if (Messages[i] is not { IsSettled: true } && Holds[i])
            {
                late.AddRange(File.Messages[i].Acknowledged is null ? [] : [File.Messages[i]]);
            }
            else if (problem is not null)
            {
                File.Messages[i].Acknowledged?.TrySetException(problem);
            }
            else
            {
                File.Messages[i].Acknowledged?.TrySetResult(Holds[i]);
            }
        }

        return late;
    }
}

using Mailbox.Store.Spool;

namespace Mailbox.Store.Fresh;

/// <summary>A file whose messages the index does not know yet. Guarded by the lock of its <see cref="FreshMail"/>.</summary>
internal sealed class FreshFile
{
    public FreshFile(MessageFile file)
    {
        File = file;
        Messages = new FreshMessage[file.Entries.Count];
        for (var i = 0; i < Messages.Length; i++)
        {
            Messages[i] = new FreshMessage(this, i, file.Entries[i].Message!);
            Bytes += file.RawEntry(i).Length;
        }

        Open = Messages.Length;
    }

    public MessageFile File { get; }

    /// <summary>Its place among those that came.</summary>
    public long Place { get; set; }

    public FreshMessage[] Messages { get; }

    /// <summary>How much of memory it takes, roughly.</summary>
    public long Bytes { get; }

    /// <summary>How many of them are yet to be acknowledged.</summary>
    public int Open { get; set; }

    /// <summary>Whether somebody will soon have it written, complete or not.</summary>
    public bool LeavesSoon { get; set; }

    /// <summary>How many of them were handed out.</summary>
    public int HandedOut { get; set; }

    /// <summary>When it was read or, later, when the first of its messages was handed out.</summary>
    public long Since { get; set; } = TimeProvider.System.GetTimestamp();

    /// <summary>Whether it is about to be written to the index: then nothing more is handed out of it.</summary>
    public bool IsLeaving { get; set; }

    /// <summary>Who waits until it has been written.</summary>
    public TaskCompletionSource? Written { get; set; }

    public bool HasUnclaimed => HandedOut < Messages.Length;

    /// <summary>Whether something of it may be handed out.</summary>
    public bool HasWaiting => HasUnclaimed && !IsLeaving;

    /// <summary>It could not be written: who waits for that is told, and what was acknowledged is merely claimed again.</summary>
    public void PutBack(Exception error)
    {
        IsLeaving = false;
        Since = TimeProvider.System.GetTimestamp() + TimeProvider.System.TimestampFrequency; // Once more in a second.
        foreach (var message in Messages.Where(static message => message.Acknowledged is not null))
        {
            message.Acknowledged!.TrySetException(error);
            message.Acknowledged = null;
            Open++;
        }

        Written?.TrySetException(error);
        Written = null;
    }
}
